"""Narration: sentences spoken by espeak-ng, put together with pauses, cleaned up by ffmpeg, and their captions."""

from __future__ import annotations

import array
import math
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeAlias

from captions import write_captions
from lecture import Lecture, Line

RATE = 48_000
_LEAD_S = 2.6  # the chime at the start
_BETWEEN_LINES_S = 0.45
_BETWEEN_SCENES_S = 1.1
_TAIL_S = 1.6
# Off with the rumble and the hiss of the synthetic voice, a little warmth, an even level, and a hint of a room.
_VOICE_FILTER = (
    "highpass=f=95,lowpass=f=7200,equalizer=f=220:t=q:w=1:g=2,equalizer=f=3400:t=q:w=1.2:g=-3.5,"
    "acompressor=threshold=-20dB:ratio=2.5:attack=8:release=120,aecho=0.9:0.5:23|37:0.10|0.07"
)
_LEVEL = "loudnorm=I=-18:TP=-2:LRA=9"

Samples: TypeAlias = "array.array[float]"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line and when it is heard, in seconds from the start of the lecture."""

    line: Line
    scene: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Narration:
    """The spoken lines in order, when each scene begins, the whole length in seconds, and the sound as a WAV file."""

    spoken: tuple[Spoken, ...]
    scene_starts: tuple[float, ...]
    length: float
    sound: Path


def narrate(lecture: Lecture, work: Path) -> Narration:
    """Speaks the lecture into a WAV file in `work`."""
    track = chime(_LEAD_S)
    spoken: list[Spoken] = []
    scene_starts: list[float] = []
    for number, scene in enumerate(lecture.scenes):
        scene_starts.append(0.0 if number == 0 else len(track) / RATE - _BETWEEN_SCENES_S * 0.55)
        for line in scene.lines:
            voice = _say(lecture, line.en, work)
            start = len(track) / RATE
            track.extend(voice)
            spoken.append(Spoken(line, number, start, len(track) / RATE))
            track.extend(_silence(_BETWEEN_LINES_S))
        track.extend(_silence(_BETWEEN_SCENES_S - _BETWEEN_LINES_S))
    track.extend(_silence(_TAIL_S))
    if lecture.running_water:
        _add_water(track, lecture.running_water)
    raw, sound = work / "raw.wav", work / "narration.wav"
    _write_wav(raw, track)
    _ffmpeg("-i", str(raw), "-af", _LEVEL, "-ar", str(RATE), "-ac", "1", str(sound))
    return Narration(tuple(spoken), tuple(scene_starts), len(track) / RATE, sound)


def make_talk(lecture: Lecture, folder: Path) -> None:
    """Writes an audio lecture as Ogg Opus with its captions."""
    with TemporaryDirectory() as work:
        narration = narrate(lecture, Path(work))
        target = folder / f"{lecture.stem}.ogg"
        _ffmpeg(
            "-i",
            str(narration.sound),
            "-c:a",
            "libopus",
            "-b:a",
            "56k",
            "-application",
            "audio",
            "-map_metadata",
            "-1",
            "-metadata",
            f"title={lecture.stem}",
            str(target),
        )
        write_cues(lecture, narration, folder)


def write_cues(lecture: Lecture, narration: Narration, folder: Path) -> None:
    times = [(item.start, item.end) for item in narration.spoken]
    write_captions(folder / f"{lecture.stem}.en.vtt", times, [item.line.en for item in narration.spoken])
    write_captions(folder / f"{lecture.stem}.es.vtt", times, [item.line.es for item in narration.spoken])


def _say(lecture: Lecture, text: str, work: Path) -> Samples:
    """One sentence, filtered, without the silence at its ends."""
    spoken, clean = work / "say.wav", work / "clean.wav"
    command = [
        "espeak-ng",
        "-v",
        lecture.voice,
        "-s",
        str(lecture.pace),
        "-p",
        str(lecture.pitch),
        "-g",
        "3",
        "-w",
        str(spoken),
        text,
    ]
    subprocess.run(command, check=True)
    _ffmpeg("-i", str(spoken), "-af", _VOICE_FILTER, "-ar", str(RATE), "-ac", "1", "-sample_fmt", "s16", str(clean))
    samples = _read_wav(clean)
    loud = [index for index in range(0, len(samples), 64) if abs(samples[index]) > 0.012]
    first, last = max(0, loud[0] - RATE // 50), min(len(samples), loud[-1] + RATE // 12)
    return _softened(samples[first:last])


def _softened(samples: Samples) -> Samples:
    """`samples` with 12 ms of fade at both ends, against clicks."""
    edge = RATE * 12 // 1000
    for index in range(edge):
        samples[index] *= index / edge
        samples[-1 - index] *= index / edge
    return samples


def chime(seconds: float) -> Samples:
    """Three soft bell tones, so that a lecture begins gently."""
    out = _silence(seconds)
    for delay, pitch in ((0.1, 392.0), (0.42, 493.88), (0.74, 587.33)):
        first = int(delay * RATE)
        for index in range(first, len(out)):
            t = (index - first) / RATE
            ring = math.exp(-2.6 * t) * min(1.0, t * 60)
            out[index] += (
                0.085
                * ring
                * (math.sin(2 * math.pi * pitch * t) + 0.35 * math.sin(4 * math.pi * pitch * t) * math.exp(-4 * t))
            )
    return _softened(out)


def _add_water(track: Samples, strength: float) -> None:
    """Lays a brook under the voice: soft noise that swells, and small bubbles."""
    dice = Random(8)
    low = slow = 0.0
    for index in range(len(track)):
        t = index / RATE
        white = dice.uniform(-1, 1)
        low += 0.16 * (white - low)
        slow += 0.012 * (white - slow)
        swell = 0.7 + 0.2 * math.sin(t * 1.1) + 0.1 * math.sin(t * 2.7)
        edge = min(1.0, t / 2, (len(track) / RATE - t) / 1.5)
        track[index] += strength * 0.055 * swell * edge * (low - slow)
    for _ in range(int(len(track) / RATE * 7)):
        first = dice.randrange(len(track) - RATE // 4)
        pitch, rise, force = dice.uniform(420, 1250), dice.uniform(300, 1500), dice.uniform(0.002, 0.010)
        for step in range(int(RATE * 0.07)):
            t = step / RATE
            track[first + step] += strength * force * math.exp(-46 * t) * math.sin(2 * math.pi * (pitch + rise * t) * t)


def _silence(seconds: float) -> Samples:
    return array.array("f", bytes(4 * int(seconds * RATE)))


def _read_wav(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        numbers = array.array("h", file.readframes(file.getnframes()))
    return array.array("f", (number / 32768 for number in numbers))


def _write_wav(path: Path, samples: Samples) -> None:
    numbers = array.array("h", (max(-32767, min(32767, round(sample * 32767))) for sample in samples))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(numbers.tobytes())


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True)
