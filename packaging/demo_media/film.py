"""Films: frames drawn with QPainter, piped into ffmpeg together with the narration."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from ink import ACCENT, BG, LINE, MUTED, PANEL_H, PANEL_W, TEXT, color, faded, fill, write
from lecture import Lecture, Moment, Scene
from pictures import brush, canvas
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QLinearGradient, QPainter, QPainterPath
from speech import Narration, Spoken, narrate, write_cues

WIDTH, HEIGHT, FRAMES_A_SECOND = 854, 480, 24
_BLEND_S = 0.5
_H264 = [
    "-c:v",
    "libx264",
    "-preset",
    "slow",
    "-crf",
    "19",
    "-tune",
    "animation",
    "-pix_fmt",
    "yuv420p",
    "-g",
    "120",
    "-c:a",
    "aac",
    "-b:a",
    "96k",
    "-movflags",
    "+faststart",
]
_VP9 = [
    "-c:v",
    "libvpx-vp9",
    "-crf",
    "27",
    "-b:v",
    "0",
    "-row-mt",
    "1",
    "-deadline",
    "good",
    "-cpu-used",
    "3",
    "-pix_fmt",
    "yuv420p",
    "-g",
    "120",
    "-c:a",
    "libopus",
    "-b:a",
    "64k",
]


def make_film(lecture: Lecture, folder: Path, ending: str) -> None:
    """Writes the lecture as `ending` (mp4: H.264 and AAC; webm: VP9 and Opus) with captions in two languages."""
    with TemporaryDirectory() as work:
        narration = narrate(lecture, Path(work))
        _encode(lecture, narration, folder / f"{lecture.stem}.{ending}", _H264 if ending == "mp4" else _VP9)
        write_cues(lecture, narration, folder)


def _encode(lecture: Lecture, narration: Narration, target: Path, codec: list[str]) -> None:
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "bgra",
        "-s",
        f"{WIDTH}x{HEIGHT}",
        "-r",
        str(FRAMES_A_SECOND),
        "-i",
        "-",
        "-i",
        str(narration.sound),
        "-map",
        "0:v",
        "-map",
        "1:a",
        *codec,
        "-map_metadata",
        "-1",
        "-metadata",
        f"title={lecture.stem}",
        str(target),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in range(int(narration.length * FRAMES_A_SECOND)):
            # The picture needs a name: constBits() does not keep it alive, and a freed one begins with black pixels.
            image = frame(lecture, narration, number / FRAMES_A_SECOND)
            encoder.stdin.write(image.constBits())
        encoder.stdin.close()
    if encoder.returncode:
        raise OSError(f"ffmpeg could not write {target}")


def frame(lecture: Lecture, narration: Narration, t: float) -> QImage:
    """The picture at `t` seconds; scenes blend into each other."""
    starts = narration.scene_starts
    number = max(index for index, start in enumerate(starts) if start <= t)
    image = _slide(lecture, narration, number, t)
    since = t - starts[number]
    if number and since < _BLEND_S:
        before = _slide(lecture, narration, number - 1, t)
        p = brush(before)
        p.setOpacity(since / _BLEND_S)
        p.drawImage(0, 0, image)
        p.end()
        return before
    return image


def _slide(lecture: Lecture, narration: Narration, number: int, t: float) -> QImage:
    scene = lecture.scenes[number]
    begins = narration.scene_starts[number]
    lines = [item for item in narration.spoken if item.scene == number]
    moment = Moment(t - begins, tuple(item.start - begins for item in lines))
    image = canvas(WIDTH, HEIGHT)
    p = brush(image)
    if scene.title:
        _panel(p, scene, moment, number, len(lecture.scenes))
    else:
        _opening(p, lecture, scene, moment, lines)
    p.end()
    return image


def _panel(p: QPainter, scene: Scene, moment: Moment, number: int, count: int) -> None:
    p.fillRect(0, 0, WIDTH, HEIGHT, color(BG))
    write(p, 34, 53, scene.title, 30, TEXT, 700)
    for dot in range(1, count):
        fill(p, ACCENT if dot <= number else LINE)
        p.drawEllipse(QPointF(WIDTH - 40 - (count - 1 - dot) * 18, 44), 5, 5)
    box = QRectF(32, 82, PANEL_W, PANEL_H)
    window = QPainterPath()
    window.addRoundedRect(box, 14, 14)
    p.save()
    p.setClipPath(window, Qt.ClipOperation.IntersectClip)
    p.translate(box.topLeft())
    scene.draw(p, moment)
    p.restore()


def _opening(p: QPainter, lecture: Lecture, scene: Scene, moment: Moment, lines: list[Spoken]) -> None:
    p.save()
    scene.draw(p, moment)
    p.restore()
    veil = QLinearGradient(0, 0, WIDTH, 0)
    veil.setColorAt(0, color("#FFFFFF", 0.82))
    veil.setColorAt(0.75, color("#FFFFFF", 0.0))
    p.fillRect(0, 0, WIDTH, HEIGHT, veil)
    shown = min(1.0, max(0.0, (moment.t - 0.4) / 1.0))
    number, title = lecture.stem.split(" ", 1)
    with faded(p, shown):
        write(p, 58, 150, f"Lecture {1 if number == '01' else 2}", 24, ACCENT, 600)
        write(p, 56, 206, title, 48, TEXT, 700)
        fill(p, ACCENT)
        p.drawRoundedRect(QRectF(58, 228, 96 * shown, 5), 2.5, 2.5)
        write(p, 58, 268, "Water and Soil for Village Schools", 20, MUTED, 400)
