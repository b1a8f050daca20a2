"""What is described beside the ratings and never enters them: wording and delivery. Pure; every signal weighs nothing."""
