//! The heads of a report's columns.

use super::super::Lang;

macro_rules! heads {
    ($($name:ident $key:literal $zh:literal $en:literal)*) => {
        /// What stands over a column, in the order of the tables.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Head {
            $(#[doc = $zh] $name,)*
        }

        impl Head {
            /// Every head.
            pub const ALL: &[Head] = &[$(Head::$name,)*];

            /// The word that stands for the column in files.
            pub const fn key(self) -> &'static str {
                match self { $(Head::$name => $key,)* }
            }

            /// The head in one language.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $(Head::$name => lang.of($zh, $en),)* }
            }
        }
    };
}

heads! {
    Run "run" "模拟" "run"
    Number "number" "编号" "number"
    TableName "table" "表名" "table"
    State "state" "说明" "remark"
    Title "title" "名称" "title"
    Parameter "parameter" "参数" "parameter"
    Value "value" "取值" "value"
    UnitOf "unit" "单位" "unit"
    Source "source" "来源（文号/条款）" "source (document, article)"
    Switch "switch" "口径开关" "switch"
    FromYear "from_year" "生效年度" "in force from"
    Design "design" "方案" "design"
}
