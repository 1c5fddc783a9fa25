"""The two questions about a notice: what it says, and whether it is right."""

from flask_wtf.file import FileField

from casework.engine.errors import Refused
from casework.web.forms import BooleanField, CountField, Form, HiddenField, LineField, PlainTextField, at_most

LARGEST_FILE = 200_000  # bytes; a notice has two pages
LONGEST_TEXT = 60_000
KINDS = (".txt", ".csv", ".json")


class _NoticeFacts:
    """What both forms carry."""

    year = CountField("年份", least=2004, most=2100, description="通知里写了年份的可以不填")
    number = LineField("文号", [at_most(60)], description="例如：国办发明电〔2025〕7号；通知里有的可以不填")
    source = LineField("来源", [at_most(300)], description="在哪里查到的，例如政府网站的网址")
    is_partial = BooleanField("只更正其中几天，其余照旧")


class NoticeForm(_NoticeFacts, Form):
    """The notice itself, pasted or uploaded."""

    text = PlainTextField(
        "通知正文", [at_most(LONGEST_TEXT)], description="从国务院办公厅的通知里复制，连同标题"
    )
    file = FileField("或者上传文件", description="文本（.txt），或holiday-cn格式的 .json、.csv")

    @property
    def answers(self) -> dict:
        """The answers, with the file's text in the place of the pasted one."""
        given = {name: value for name, value in super().answers.items() if name != "file"}
        upload = self.file.data
        if upload and getattr(upload, "filename", ""):
            given["text"] = self._read(upload)
        return given

    @staticmethod
    def _read(upload) -> str:
        if not upload.filename.lower().endswith(KINDS):
            raise Refused("只能上传 .txt、.csv 或 .json 文件", field="file")
        content = upload.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise Refused("文件太大，不像一份放假通知", field="file")
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding).replace("\x00", "")
            except UnicodeDecodeError:
                continue
        raise Refused("文件的编码读不懂，请另存为UTF-8", field="file")


class ConfirmForm(_NoticeFacts, Form):
    """The same notice again, as it was shown, to be put into force."""

    text = HiddenField()
    year = HiddenField()
    number = HiddenField()
    source = HiddenField()
    is_partial = HiddenField()
    edition = HiddenField()
    is_checked = BooleanField("已逐条核对上面的疑点")

    @property
    def answers(self) -> dict:
        given = super().answers
        return {
            **given,
            "year": _number(given["year"]),
            "edition": _number(given["edition"]),
            "number": (given["number"] or "")[:60],
            "source": (given["source"] or "")[:300],
            "text": (given["text"] or "").replace("\r\n", "\n"),
            "is_partial": given["is_partial"] == "y",
        }


def _number(text: str | None) -> int | None:
    """A small whole number out of a hidden field."""
    digits = text or ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len("2027") else None
