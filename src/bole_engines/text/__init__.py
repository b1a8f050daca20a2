"""Chinese and English text as speech and typing produce it: normal forms with a way back, words, numbers, stance, blinding,
instructions hidden in answers, unlawful wording, captions."""
