//! What the designs of a grid are called.

use super::Bilingual;

/// The title of a design of a grid: that of the grid, and each axis with its value, by the axis' own title
/// or its id.
pub fn point_title(grid: Option<&Bilingual>, values: &[(Option<&Bilingual>, &str, &str)]) -> Bilingual {
    let said = |of: fn(&Bilingual) -> &str, colon: &str, comma: &str| {
        let values: Vec<String> =
            values.iter().map(|(title, id, value)| format!("{} {value}", title.map_or(*id, of))).collect();
        let values = values.join(comma);
        grid.map_or(values.clone(), |grid| format!("{}{colon}{values}", of(grid)))
    };
    Bilingual { zh: said(|title| &title.zh, "：", "，"), en: said(|title| &title.en, ": ", ", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_design_of_a_grid_is_called_by_its_values() {
        let text = |zh: &str, en: &str| Bilingual { zh: zh.into(), en: en.into() };
        let (grid, deductible) = (text("责任一", "liability 1"), text("免赔额", "deductible"));
        let values = [(Some(&deductible), "d", "8000"), (None, "ratio", "0.45")];
        let expected = text("责任一：免赔额 8000，ratio 0.45", "liability 1: deductible 8000, ratio 0.45");
        assert_eq!(point_title(Some(&grid), &values), expected);
        assert_eq!(point_title(None, &values).en, "deductible 8000, ratio 0.45");
    }
}
