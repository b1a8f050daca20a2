"""Fundamental frequency by autocorrelation and a cheapest path through the candidates (after Boersma 1993), in NumPy.

Per frame: the window's autocorrelation divided by the window's own, its peaks as candidates, and "unvoiced". The path
pays for octave jumps and for switching the voice on and off, which removes most octave errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_CANDIDATES = 6
_NEVER = np.float32(-1e9)


@dataclass(frozen=True)
class Tracker:
    """Settings. Costs are in units of autocorrelation (0 to 1); `jump` is per octave."""

    rate: int = 16_000
    lowest: float = 60.0
    highest: float = 500.0
    hop_s: float = 0.010
    voiced_above: float = 0.45
    silence_below: float = 0.03
    octave_cost: float = 0.01
    jump: float = 0.35
    switch: float = 0.14

    def track(self, samples: Floats) -> Floats:
        """Hz for each hop, 0 where there is no voice; empty when the sound is shorter than three longest periods."""
        window = int(self.rate * 3 / self.lowest) // 2 * 2
        if samples.size < window:
            return np.zeros(0, np.float32)
        frequencies, strengths = self._candidates(samples, window)
        path = self._cheapest(frequencies, strengths)
        chosen = np.take_along_axis(frequencies, np.minimum(path, _CANDIDATES - 1)[:, None], axis=1)[:, 0]
        return np.where(path < _CANDIDATES, chosen, np.float32(0))

    def _candidates(self, samples: Floats, window: int) -> tuple[Floats, Floats]:
        """(frames, 6) frequencies and (frames, 7) strengths; the seventh is "unvoiced"."""
        hop = round(self.rate * self.hop_s)
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, window // 2), window)[::hop]
        shape = np.hanning(window).astype(np.float32)
        points = 1 << int(np.ceil(np.log2(window * 1.5)))
        own = np.fft.irfft(np.abs(np.fft.rfft(shape, points)) ** 2)[: window // 2]
        own = (own / own[0]).astype(np.float32)
        loudest = float(np.abs(samples).max()) + 1e-12
        frequencies = np.zeros((len(frames), _CANDIDATES), np.float32)
        strengths = np.full((len(frames), _CANDIDATES + 1), _NEVER, np.float32)
        for start in range(0, len(frames), 256):
            block = frames[start : start + 256].astype(np.float32)
            block -= block.mean(axis=1, keepdims=True)
            relative = np.abs(block).max(axis=1) / loudest / self.silence_below
            strengths[start : start + 256, -1] = self.voiced_above + np.maximum(
                0, 2 - relative / (1 + self.voiced_above)
            )
            spectrum = np.fft.rfft(block * shape, points)
            power = spectrum.real**2 + spectrum.imag**2
            correlation = np.fft.irfft(power)[:, : window // 2].astype(np.float32)
            correlation /= (correlation[:, :1] + 1e-12) * own
            found, scores = self._peaks(correlation, window)
            frequencies[start : start + 256], strengths[start : start + 256, :-1] = found, scores
        return frequencies, strengths

    def _peaks(self, correlation: Floats, window: int) -> tuple[Floats, Floats]:
        low, high = int(self.rate / self.highest), min(int(self.rate / self.lowest) + 1, window // 2 - 2)
        before, here, after = (correlation[:, low + o : high + o] for o in (-1, 0, 1))
        peak = (here > before) & (here >= after) & (here > 0.3)
        lags = np.arange(low, high)
        score = np.where(peak, here - self.octave_cost * np.log2(self.lowest * lags / self.rate).astype(np.float32), -9)
        best = np.argpartition(-score, _CANDIDATES - 1, axis=1)[:, :_CANDIDATES]
        value = np.take_along_axis(score, best, axis=1)
        lag = best + low
        a, b, c = (np.take_along_axis(correlation, lag + o, axis=1) for o in (-1, 0, 1))
        shift = np.clip(0.5 * (a - c) / (a - 2 * b + c - 1e-12), -0.5, 0.5)
        return (self.rate / (lag + shift)).astype(np.float32), np.where(value > -5, value, _NEVER)

    def _cheapest(self, frequencies: Floats, strengths: Floats) -> NDArray[np.int64]:
        """Index of the chosen candidate a frame (6 = unvoiced), by dynamic programming."""
        count, width = strengths.shape
        octaves = np.log2(np.maximum(frequencies, 1))
        costs = np.zeros((count, width, width), np.float32)  # from candidate (last axis) to candidate
        costs[1:, :-1, :-1] = self.jump * np.abs(octaves[1:, :, None] - octaves[:-1, None, :])
        costs[:, -1, :-1] = costs[:, :-1, -1] = self.switch
        came_from = np.zeros((count, width), np.int8)
        total = strengths[0].copy()
        each = np.arange(width)
        for t in range(1, count):
            options = total[None, :] - costs[t]
            best = options.argmax(axis=1)
            came_from[t] = best
            total = options[each, best] + strengths[t]
        path = np.zeros(count, np.int64)
        path[-1] = total.argmax()
        for t in range(count - 1, 0, -1):
            path[t - 1] = came_from[t, path[t]]
        return path
