"""Tables that people download, as CSV and XLSX. Knows cells only: what stands in them was decided, and allowed, before.

What people wrote can never run in a spreadsheet as a formula.
"""
