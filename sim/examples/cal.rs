use huimin::scenario::{library::Library, load::load};
use huimin::units::Trial;
use huimin::wording::Lang;
use std::collections::BTreeMap;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n: u64 = a[2].parse().unwrap();
    let lib = Library::built_in();
    let loaded = match load(&lib, &a[1], &a[3..].to_vec()) {
        Ok(l) => l,
        Err(p) => {
            for p in p.sorted().iter() {
                println!("{}", p.message(Lang::En));
            }
            return;
        }
    };
    let p = match loaded.projection() {
        Ok(p) => p,
        Err(p) => {
            for p in p.sorted().iter() {
                println!("{}", p.message(Lang::En));
            }
            return;
        }
    };
    let t = std::time::Instant::now();
    let mut s = p.scratch();
    let ny = p.years().len();
    let mut sums: Vec<Vec<f64>> = vec![vec![0.0; p.columns().len()]; ny];
    for k in 0..n {
        p.run_trial(Trial(k), &mut s, |d, y, r| {
            if d == 0 {
                for (i, v) in r.iter().enumerate() {
                    sums[y][i] += *v as f64 / n as f64;
                }
            }
        });
    }
    let e = t.elapsed();
    for y in 0..ny {
        let m: BTreeMap<&str, f64> =
            p.columns().iter().map(|c| c.key.as_str()).zip(sums[y].iter().copied()).collect();
        let g = |k: &str| m[k];
        let heads = g("heads_employee") + g("heads_resident");
        println!(
            "{}: adm/head e {:.4} r {:.4}; cost/adm e {:.1} r {:.1}; in-range e {:.4} r {:.4}; actual e {:.4} r {:.4}; other cost/head {:.1}",
            p.years()[y],
            g("admissions_employee") / g("heads_employee"),
            g("admissions_resident") / g("heads_resident"),
            g("cost_employee_fen") / 100.0 / g("admissions_employee"),
            g("cost_resident_fen") / 100.0 / g("admissions_resident"),
            g("bmi_employee_fen") / g("in_policy_employee_fen"),
            g("bmi_resident_fen") / g("in_policy_resident_fen"),
            g("bmi_employee_fen") / g("cost_employee_fen"),
            g("bmi_resident_fen") / g("cost_resident_fen"),
            g("other_cost_fen") / 100.0 / heads
        );
        if m.contains_key("cii_claims_fen") {
            println!(
                "   cii trigger {:.5} base/head {:.2} mean {:.0} all/head {:.2} income/head {:.2} LR {:.3}",
                g("cii_claimants") / heads,
                g("cii_base_claims_fen") / 100.0 / heads,
                g("cii_base_claims_fen") / 100.0 / g("cii_claimants"),
                g("cii_claims_fen") / 100.0 / heads,
                g("cii_income_fen") / 100.0 / heads,
                g("cii_claims_fen") / g("cii_income_fen")
            );
        }
        if m.contains_key("hmb_claims_fen") {
            println!(
                "   hmb members {:.0} claims/member {:.2} claimants% {:.3} LR {:.3} result/head {:.2}",
                g("hmb_members"),
                g("hmb_claims_fen") / 100.0 / g("hmb_members"),
                100.0 * g("hmb_claimants") / g("hmb_members"),
                g("hmb_claims_fen") / g("hmb_premium_fen"),
                g("hmb_result_fen") / 100.0 / g("hmb_members")
            );
        }
    }
    println!("{:?} a trial", e / n as u32);
}
