"""Compares a workbook with itself after another program worked its formulas out: pack.py NAME OURS THEIRS."""

import re
import sys
import xml.etree.ElementTree as xml
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheets(path):
    """By the name of a sheet, by the name of a cell: its text or number as written, its formula, whether it is an error."""
    with zipfile.ZipFile(path) as archive:
        read = lambda name: xml.fromstring(archive.read(name))
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            for item in read("xl/sharedStrings.xml").iter(MAIN + "si"):
                shared.append("".join(text.text or "" for text in item.iter(MAIN + "t")))
        targets = {it.get("Id"): it.get("Target") for it in read("xl/_rels/workbook.xml.rels")}
        found = {}
        for sheet in read("xl/workbook.xml").iter(MAIN + "sheet"):
            target = targets[sheet.get(RELATION)].lstrip("/")
            target = target if target.startswith("xl/") else "xl/" + target
            cells = {}
            for cell in read(target).iter(MAIN + "c"):
                value, formula = cell.find(MAIN + "v"), cell.find(MAIN + "f")
                text = value.text if value is not None else ""
                if cell.get("t") == "s":
                    text = shared[int(text)]
                cells[cell.get("r")] = (text, formula is not None, cell.get("t") == "e")
            found[sheet.get("name")] = cells
        return found


def column(name):
    return re.sub(r"\d", "", name)


def row(name):
    return int(re.sub(r"\D", "", name))


def main(name, ours, theirs):
    ours, theirs = sheets(ours), sheets(theirs)
    formulas = bills = 0
    for sheet, cells in ours.items():
        again = theirs.get(sheet)
        if again is None:
            sys.exit(f"{name}: no sheet {sheet} came back")
        for cell, (text, is_error) in ((cell, (it[0], it[2])) for cell, it in again.items()):
            if is_error or re.match(r"#(REF|NAME|VALUE|DIV|N/A)|Err:\d", text):
                sys.exit(f"{name}, {sheet} {cell}: {text}")
        for cell, (text, is_formula, _) in cells.items():
            if not is_formula:
                continue
            worked_out, still_formula, _ = again.get(cell, ("", False, False))
            if not still_formula:
                sys.exit(f"{name}, {sheet} {cell}: its formula is gone")
            kept, found = float(text), float(worked_out)
            if abs(kept - found) > 1e-9 * max(1.0, abs(kept)):
                sys.exit(f"{name}, {sheet} {cell}: {found} and not {kept}")
            formulas += 1
        if not sheet.startswith("S5"):
            continue
        heads = {text: column(cell) for cell, (text, _, _) in cells.items() if row(cell) == 2}
        exact, recalculated = heads["程序精确值"], heads["公式重算"]
        for cell, (text, *_) in cells.items():
            if column(cell) == exact and row(cell) > 2 and text:
                found = again[recalculated + str(row(cell))][0]
                if round(float(text) * 100) != round(float(found) * 100):
                    sys.exit(f"{name}, {sheet} {cell}: {found} is recalculated and {text} was settled")
                bills += 1
    if formulas < 500 or bills < 100:
        sys.exit(f"{name}: only {formulas} formulas and {bills} amounts were compared")
    print(f"{name}: {formulas} formulas recalculated, {bills} amounts the exact settlement to the fen")


main(*sys.argv[1:])
