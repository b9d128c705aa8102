from __future__ import annotations

import pytest

from forum.spreadsheets import cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_reckon_is_text(start):
    assert cell(f"{start}1+1") == f"'{start}1+1"


def test_other_words_and_numbers_stay():
    assert [cell("1=1"), cell(7), cell("")] == ["1=1", "7", ""]
