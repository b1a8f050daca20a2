"""The ground every module stands on. It imports no module of ours above it."""
