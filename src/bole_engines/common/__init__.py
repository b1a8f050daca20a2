"""What every engine shares: refusals that carry a code and data, traces of reasons, and the JSON codec of frozen dataclasses."""

from bole_engines.common.codec import decode, encode
from bole_engines.common.refused import BadData, Refused
from bole_engines.common.trace import Reason, Trace

__all__ = ["BadData", "Reason", "Refused", "Trace", "decode", "encode"]
