"""Users, memberships, roles with a scope, sign-in, and passes for people without an account."""
