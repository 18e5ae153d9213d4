use huimin_kernel::*;
use std::hint::black_box;
use std::time::Instant;
const N: usize = 256;
fn time(name: &str, mut f: impl FnMut()) {
    for _ in 0..2000 {
        f();
    }
    let mut best = f64::MAX;
    for _ in 0..9 {
        let t = Instant::now();
        for _ in 0..20000 {
            f();
        }
        best = best.min(t.elapsed().as_nanos() as f64 / (20000 * N) as f64);
    }
    println!("  {name:14} {best:.3} ns");
}
fn main() {
    let mut st: WordState = [[0; 8]; 4];
    let mut x = 88172645463325252u64;
    for r in &mut st {
        for s in r {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            *s = x;
        }
    }
    let mut words = vec![0u64; N];
    let mut bins = Box::new([[0.0f64; 2]; AMOUNT_BINS]);
    for (i, b) in bins.iter_mut().enumerate() {
        *b = [100.0 + (1024 - i) as f64 * 50.0, -20.0];
    }
    let table = Box::new([123_456u32; SHARES]);
    let bands: Box<[u32; 8 * SHARES]> = vec![150_000u32; 8 * SHARES].into_boxed_slice().try_into().unwrap();
    let mut a = vec![0.0; N];
    let mut b = vec![0.0; N];
    let mut c = vec![0.0; N];
    let mut cl = vec![0u32; N];
    let mut places = vec![0u32; N + SPARE];
    let means = [1000000.0; 16];
    let ded = [30000.0; 16];
    let rat = [700000.0; 16];
    let rooms = vec![f64::INFINITY; N];
    for w in Width::ALL {
        if with_width(w) != w {
            continue;
        }
        println!("{w:?}");
        fill(&mut st, words.as_chunks_mut().0);
        time("fill", || fill(&mut st, black_box(words.as_chunks_mut().0)));
        time("count_below", || {
            black_box(count_below(black_box(&words), 1 << 60));
        });
        time("amounts", || {
            black_box(amounts(black_box(&words), &bins, &mut a));
        });
        amounts(&words, &bins, &mut a);
        for v in &mut a {
            if v.is_nan() {
                *v = 1e6
            }
            *v *= 1e-4;
        }
        let rel = a.clone();
        time("stretch", || {
            black_box(stretch(black_box(&mut a), 1.0, 1.0, 1e9));
        });
        a.copy_from_slice(&rel);
        time("classes", || {
            classes(black_box(&words), [1 << 30, 1 << 31], [0, 0], &mut cl);
        });
        time("classes+", || {
            classes(black_box(&words), [1 << 30, 1 << 31], [1 << 26, 1 << 27], &mut cl);
        });
        time("bills", || {
            black_box(bills(black_box(&rel), &cl, &means, 1e12, &mut b));
        });
        time("band_shares", || {
            band_shares(black_box(&b), &rel, &words, &bands, 1.0, &mut c);
        });
        time("shares", || {
            shares::<20>(black_box(&b), &words, &table, &mut c);
        });
        time("fixed_share", || {
            fixed_share(black_box(&b), 150_000.0, &mut c);
        });
        time("pay_above", || {
            black_box(pay_above(black_box(&b), &cl, &ded, &rat, &rooms, &mut c));
        });
        time("sum", || {
            black_box(sum(black_box(&b)));
        });
        time("above", || {
            black_box(above(black_box(&b), &c, [2e6, 12e6, 3e7]));
        });
        time("beyond", || {
            black_box(beyond(black_box(&b), 3e6, &mut places));
        });
    }
}
