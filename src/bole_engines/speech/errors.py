"""What the speech engine refuses, each with a sentence the candidate may be shown."""

from __future__ import annotations

from bole_engines.common import Refused


class UnsupportedContainer(Refused):
    """The first bytes are not of a recording we know, whatever its name says."""

    code = "speech.unsupported_container"
    sentence = "This file is not a recording we can read. Please record again in the page, or answer in writing."


class UnsupportedCodec(Refused):
    """The container is known, what it holds is not."""

    code = "speech.unsupported_codec"
    sentence = "This recording uses the format {codec}, which we cannot read. Please use another browser, or answer in writing."


class Damaged(Refused):
    """Nothing could be read out of it: the beginning is missing, or it was cut off before its index was written."""

    code = "speech.damaged"
    sentence = "This recording arrived damaged and nothing in it can be read. Please record this answer again."


class NoSound(Refused):
    """A picture without a sound track."""

    code = "speech.no_sound"
    sentence = "There is no sound in this recording. Please check that the microphone is allowed, and record again."


class TooLong(Refused):
    """More sound than the question allows."""

    code = "speech.too_long"
    sentence = "This recording is longer than {limit_s} seconds. Please record a shorter answer."


class PictureTooLarge(Refused):
    """A picture size that no camera of ours makes and that would eat the machine's memory."""

    code = "speech.picture_too_large"
    sentence = (
        "The picture in this recording is too large ({width} by {height}). Please choose a smaller camera picture."
    )
