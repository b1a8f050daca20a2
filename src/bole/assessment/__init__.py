"""Competency models, question bank, frozen plans, ratings by machine and by people, and the decisions of people."""
