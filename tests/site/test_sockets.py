import pytest
from websockets.frames import Frame, Opcode

from config.sockets import framed


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_a_library_would_have_made(size):
    text = "ü" * (size // 2) + "x" * (size % 2)
    assert framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
