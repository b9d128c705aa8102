"""What comes out of a picture that somebody sent, and which are refused before any decoding."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from forum.files import pictures
from forum.files.limits import MAX_FRAMES, FileRefused
from forum.files.pictures import MAX_SIDE, is_picture, make_picture
from tests.forum.files.samples import moving, picture, png_bomb


def made(content: bytes) -> pictures.Picture:
    return make_picture(BytesIO(content), "it.png")


def pixels(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "LA"),
        ("PNG", "I;16"),
        ("JPEG", "L"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
    ],
)
def test_each_kind_of_picture_becomes_webp(form, mode):
    result = made(picture(form, mode=mode))
    assert pixels(result.data).format == "WEBP"
    assert (result.width, result.height, result.moves) == (60, 40, False)


def test_sixteen_bits_keep_their_brightness():
    out = BytesIO()
    Image.new("I;16", (8, 8), 40_000).save(out, "PNG")
    red, _green, _blue = pixels(made(out.getvalue()).data).convert("RGB").getpixel((4, 4))
    assert abs(red - 156) < 4


def test_see_through_parts_stay_so():
    assert pixels(made(picture(mode="RGBA")).data).convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_turned_picture_is_made_upright_and_told_nothing_of():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "GPS-CANARY"
    result = made(picture("JPEG", size=(60, 20), exif=exif, comment=b"COMMENT-CANARY"))
    assert (result.width, result.height) == (20, 60)
    assert b"CANARY" not in result.data
    assert not pixels(result.data).getexif()


def test_what_hangs_behind_the_end_is_dropped():
    tail = b"<script>alert(1)</script>" + b"PK\x03\x04"
    for form in ("PNG", "JPEG", "GIF"):
        result = made(picture(form) + tail)
        assert b"script" not in result.data + b"".join(result.smaller.values())


def test_a_gif_that_is_also_a_script_is_only_a_picture_afterwards():
    body = bytearray(picture("GIF"))
    body[6:8] = b"/*"  # a width that begins a comment in JavaScript
    result_or_refusal: bytes | None
    try:
        result_or_refusal = made(bytes(body) + b"*/=1;alert(1)").data
    except FileRefused:
        result_or_refusal = None
    assert result_or_refusal is None or b"alert" not in result_or_refusal


def test_a_large_picture_is_scaled_down_and_comes_in_several_widths():
    result = made(picture("JPEG", size=(2800, 1400)))
    assert (result.width, result.height) == (MAX_SIDE, MAX_SIDE // 2)
    assert {width: pixels(data).size for width, data in result.smaller.items()} == {
        400: (400, 200),
        800: (800, 400),
        1600: (1600, 800),
    }


def test_a_drawing_keeps_its_exact_colours():
    drawing = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(drawing).rectangle((10, 10, 200, 100), fill=(10, 92, 73))
    out = BytesIO()
    drawing.save(out, "PNG")
    assert pixels(made(out.getvalue()).data).convert("RGB").getpixel((50, 50)) == (10, 92, 73)


def test_a_moving_picture_moves_where_it_is_whole_and_is_still_where_it_is_shown():
    result = made(moving(frames=4))
    assert result.moves
    assert pixels(result.data).n_frames == 4
    assert [getattr(pixels(data), "n_frames", 1) for data in result.smaller.values()] == [1]
    assert set(result.smaller) == {60}


@pytest.mark.parametrize("content", [png_bomb(), png_bomb(7_000, 7_000), png_bomb(2**31 - 1, 1)])
def test_a_bomb_is_refused_by_its_size_alone(content, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("decoded"))
    with pytest.raises(FileRefused, match="40 million pixels"):
        made(content)


def test_thousands_of_frames_are_refused_at_the_first_too_many(monkeypatch):
    seen = []
    thumbnail = Image.Image.thumbnail
    monkeypatch.setattr(
        Image.Image, "thumbnail", lambda *a, **k: (seen.append(1), thumbnail(*a, **k))[1]
    )
    with pytest.raises(FileRefused, match="at most 100 frames"):
        made(moving(frames=2_000, size=(4, 4)))
    assert len(seen) == MAX_FRAMES


def test_frames_that_are_large_together_are_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 10_000)
    with pytest.raises(FileRefused, match="40 million pixels in all"):
        made(moving(frames=5))


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG")[:60],
        picture("JPEG", size=(500, 500))[:400],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"GIF89a",
        b"\xff\xd8\xff" + b"<html>" * 20,
        b"RIFF\x10\0\0\0WEBPVP8 ",
        png_bomb(0, 0),
    ],
)
def test_a_broken_picture_gets_a_sentence(content):
    with pytest.raises(FileRefused, match="damaged or cut off"):
        made(content)


def test_html_and_svg_are_no_pictures():
    assert not is_picture(b"<html><script>")
    assert not is_picture(b'<svg xmlns="http')
    assert is_picture(picture("WEBP")[:16])
