"""What values of this module are sealed for. Authenticated with the ciphertext, so these words never change."""

NOTE = "assessment.HumanRating.note"
DIMENSION_NOTE = "assessment.AddedDimension.note"
REASON = "assessment.Decision.reason"
SETTLED = "assessment.SettledLevel.reason"
RESULT = "assessment.MachineAssessment.result"
BLIND = "assessment.blind"
