from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images.models import Image

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(tmp_path, settings) -> Image:
    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(data, "PNG")
    return Image.objects.create(title="A teal field", file=ImageFile(data, name="teal.png"))


def test_a_picture_on_a_page_can_be_seen_by_everyone(client, picture):
    small = picture.get_rendition("max-30x30")
    response = client.get(small.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    shown = Pillow.open(BytesIO(b"".join(response.streaming_content)))
    assert shown.size == (30, 20)


def test_originals_and_other_files_are_not_handed_out(client, picture, tmp_path):
    assert client.get(f"/media/{picture.file.name}").status_code == 404
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "left.png").write_bytes(b"left here")
    for name in ("left.png", "../secret_key", "..%2Fsecret_key", "a\x00b"):
        assert client.get(f"/media/images/{name}").status_code == 404


def test_a_picture_whose_file_is_lost_is_not_found(client, picture):
    small = picture.get_rendition("max-30x30")
    small.file.storage.delete(small.file.name)
    assert client.get(small.url).status_code == 404
    assert client.post(reverse("picture", args=["x.png"])).status_code == 405
