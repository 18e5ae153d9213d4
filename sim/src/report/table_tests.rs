use super::*;
use crate::decide::toy::{contract, contract_run, designs};
use crate::decide::{Design, Summary};
use crate::fund::CiiContract;
use crate::report::run::SwitchReading;

#[test]
fn look() {
    let contracts = [
        contract(),
        CiiContract { bid: crate::units::Fen(2950), ..contract() },
        contract(),
    ];
    let claims: Vec<Vec<i64>> = (0..3)
        .map(|year| (0..1000).map(|nth: i64| 50_000_000 + year * 3_000_000 + nth * 7_919 % 1000 * 24_000).collect())
        .collect();
    let views: Vec<&[i64]> = claims.iter().map(Vec::as_slice).collect();
    let run = contract_run(&contracts, &views);
    let designs: Vec<Design> = designs(&contracts);
    let summary = Summary::new(&run, &designs, &[]);
    let report = RunReport {
        scenario: "quzhou.json",
        title: &Bilingual { zh: "衢州市大病保险".into(), en: "Quzhou CII".into() },
        seed: 20160101,
        switches: &[SwitchReading { name: "reserve.carry_over".into(), reading: "release".into(), default: "carry".into(), article: "[S1] Art. 10".into() }],
        synthetic: &["funds.cii".into(), "illness".into()],
        designs: &designs,
        summary: &summary,
        comparison: &[],
    };
    println!("{}", console(&report, Lang::Zh));
    println!("{}", console(&report, Lang::En));
}
