"""Statistics, the month as a workbook, registers and exports."""
