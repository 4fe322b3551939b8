"""Pictures and videos of notices: what a board gets of them, and which ones it never gets."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from hall_hub.feeds import notice_media, notices
from hall_hub.feeds.notice_rows import EDITION, FILES
from hall_hub.feeds.notices import make_edition
from tests.hall_hub.test_notices import GOOD, image, judged, table


def test_a_picture_is_made_no_larger_than_any_glass_and_upright(tmp_path: Path):
    exif = Image.Exif()
    exif[0x0112] = 6  # a telephone that was held upright
    exif[0x010F] = "Máy ảnh"
    Image.effect_noise((4_400, 1_100), 40).convert("RGB").save(tmp_path / "anh.jpg", exif=exif)
    found = judged(table(tmp_path, "anh,,,,,anh.jpg,,,,,,,"))
    (medium,) = found.media.values()
    assert (medium.file.width, medium.file.height) == (960, 3_840)
    assert medium.data is not None
    assert b"Exif" not in medium.data


def test_a_transparent_picture_lies_on_paper(tmp_path: Path):
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "a.png")
    (medium,) = judged(table(tmp_path, "anh,,,,,a.png,,,,,,,")).media.values()
    assert medium.data is not None
    (tmp_path / "b.png").write_bytes(medium.data)
    assert Image.open(tmp_path / "b.png").getpixel((20, 20)) == (255, 255, 255)


def test_a_large_drawing_that_is_a_photograph_becomes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    image(tmp_path / "a.png")
    monkeypatch.setattr(notice_media, "PNG_MOST", 10_000)
    (medium,) = judged(table(tmp_path, "anh,,,,,a.png,,,,,,,")).media.values()
    assert medium.data is not None
    assert medium.data.startswith(b"\xff\xd8\xff")
    assert (medium.file.width, medium.file.height) == (640, 360)


def test_a_picture_of_a_few_bytes_that_would_fill_the_memory_is_told(tmp_path: Path):
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunks + struct.pack(">I", 0) + b"IDAT")
    assert "more than 60 million pixels; make it smaller" in judged(table(tmp_path, GOOD, "a,,,,,a.png,,,,,,,")).report


@pytest.mark.parametrize(
    ("bound", "most", "words"),
    [("PICTURE_MOST", 1_000, "a picture may have"), ("PIXELS_MOST", 10_000, "pixels, at most")],
)
def test_a_picture_too_large_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int, words: str
):
    monkeypatch.setattr(notice_media, bound, most)
    image(tmp_path / "a.png")
    assert words in judged(table(tmp_path, GOOD, "anh,,,,,a.png,,,,,,,")).report


def test_a_video_too_large_or_broken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("av")
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(5_000))
    assert "cannot be played" in judged(table(tmp_path, GOOD, "phim,,,,,a.mp4,,,,,,,")).report
    monkeypatch.setattr(notice_media, "VIDEO_MOST", 1_000)
    assert "a video may have" in judged(table(tmp_path, GOOD, "phim,,,,,a.mp4,,,,,,,")).report


def film(file: Path, size: tuple[int, int] = (320, 180), seconds: int = 2) -> Path:
    """Of one frame a second."""
    av = pytest.importorskip("av")
    with av.open(str(file), "w") as out:
        stream = out.add_stream("mpeg4", rate=1)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for _ in range(seconds):
            out.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", size))))
        out.mux(stream.encode())
    return file


def test_a_video_is_told_with_its_size_and_length_and_kept_byte_for_byte(tmp_path: Path):
    file = film(table(tmp_path / "feed", "phim,,,,,a.mp4,,,,,,,") / "a.mp4")
    (made,) = make_edition(file.parent, tmp_path, ["sanh"], ["bang-1"]).judged.good
    assert made.file is not None
    assert (made.file.kind, made.file.width, made.file.height, made.file.seconds) == ("video", 320, 180, 2)
    assert (tmp_path / FILES / made.file.digest).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("size", "seconds", "words"),
    [((3_856, 180), 1, "a video may have 3840 x 2160"), ((320, 180), 121, "lasts 121 seconds, a video may last 120")],
)
def test_a_video_wider_than_any_glass_or_longer_than_a_page_may_stand_is_told(
    tmp_path: Path, size: tuple[int, int], seconds: int, words: str
):
    film(tmp_path / "a.mp4", size, seconds)
    assert words in judged(table(tmp_path, GOOD, "phim,,,,,a.mp4,,,,,,,")).report


def test_a_film_without_a_picture_is_told(tmp_path: Path):
    av = pytest.importorskip("av")
    with av.open(str(tmp_path / "a.mp4"), "w") as out:
        stream = out.add_stream("aac", rate=44_100, layout="stereo")
        sound = av.AudioFrame(format="fltp", layout="stereo", samples=1_024)
        sound.sample_rate, sound.pts = 44_100, 0
        for plane in sound.planes:
            plane.update(bytes(plane.buffer_size))
        out.mux(stream.encode(sound))
        out.mux(stream.encode())
    assert "is a video without a picture" in judged(table(tmp_path, GOOD, "phim,,,,,a.mp4,,,,,,,")).report


def test_a_box_without_the_library_for_videos_takes_them_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = film(tmp_path / "a.mp4")
    monkeypatch.setitem(sys.modules, "av", None)
    (medium,) = judged(table(tmp_path, "phim,,,,,a.mp4,,,,,,,")).media.values()
    assert (medium.file.width, medium.file.seconds, medium.file.size) == (None, None, file.stat().st_size)


def test_a_video_that_changes_while_it_is_taken_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    feed = table(tmp_path / "feed", GOOD)
    make_edition(feed, tmp_path, ["sanh"], ["bang-1"])
    before = (tmp_path / EDITION).read_bytes()
    film(table(feed, "phim,,,,,a.mp4,,,,,,,") / "a.mp4")

    def cut_off(source: Path, to: Path) -> None:
        to.write_bytes(source.read_bytes()[:-1])

    monkeypatch.setattr(notices.shutil, "copyfile", cut_off)
    with pytest.raises(OSError, match=r"a\.mp4 changed while it was read"):
        make_edition(feed, tmp_path, ["sanh"], ["bang-1"])
    assert (tmp_path / EDITION).read_bytes() == before
