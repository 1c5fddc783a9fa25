"""What the calendar is called in the history."""

from casework.history.words import Table

TABLES = (
    Table(
        "calendar_notice",
        "放假通知",
        {
            "year": "年份",
            "edition": "版次",
            "number": "文号",
            "source": "来源",
            "confirmed_at": "确认时间",
            "confirmed_by_id": "确认人",
        },
    ),
)
