//! Nanoseconds a draw of `huimin::random`, beside the textbook samplers of `rand_distr` on the same words.
//!
//! Each line is the fastest of 30 rounds, one thread: what the code can do, not what a busy machine does.
#![expect(clippy::print_stdout, reason = "the result goes to standard output")]
#![expect(clippy::disallowed_methods, reason = "a bench needs the clock")]

use std::convert::Infallible;
use std::hint::black_box;
use std::time::Instant;

use huimin::random::{
    Address, Binomial, BlockStream, ClaimantOrder, CountChain, CountLaw, Family, Law, Purpose, QuantileTable,
    ShareTable, Uniforms, share_table::quarters, single,
};
use rand_chacha::rand_core::TryRng;
use rand_distr::Distribution;

/// Words drawn at a time: 8 KiB, in the first cache.
const WORDS: usize = 1024;

/// The same words for the samplers of `rand_distr`.
struct Words(BlockStream);

impl TryRng for Words {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.word())
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&self.0.word().to_le_bytes()[..part.len()]);
        }
        Ok(())
    }
}

/// Prints the nanoseconds that one of the `draws` draws of a `round` takes.
fn time(name: &str, draws: usize, mut round: impl FnMut(u64)) {
    let mut rounds = 1;
    let mut lasting = |rounds: u64| {
        let start = Instant::now();
        (0..rounds).for_each(&mut round);
        start.elapsed().as_nanos() as f64
    };
    // long enough for the clock
    while lasting(rounds) < 2e6 {
        rounds *= 2;
    }
    let fastest = (0..30).map(|_| lasting(rounds)).fold(f64::INFINITY, f64::min);
    println!("{:10.2}  {name}", fastest / (rounds as f64 * draws as f64));
}

fn at(block: u64) -> Address {
    Address { block, ..Address::world(1, Purpose::Severity, 2, 2016) }
}

fn main() {
    println!("ns a draw");
    words();
    counts();
    claimants();
    amounts();
    shares();
    tables();
}

fn words() {
    let mut words = [0; WORDS];
    time("key of an address", 1, |b| {
        black_box(at(b).key());
    });
    time("single uniform (ChaCha8 keyed by an address)", 1, |b| {
        black_box(single::uniform(&at(b)));
    });
    time("single normal", 1, |b| {
        black_box(single::normal(&at(b)));
    });
    let mut uniforms = Uniforms::new(&at(0));
    time("next uniform of an address", WORDS, |_| {
        for _ in 0..WORDS {
            black_box(uniforms.uniform());
        }
    });
    time("block stream, opened", 1, |b| {
        black_box(BlockStream::new(&at(b)));
    });
    let mut stream = BlockStream::new(&at(0));
    time("block stream, a word of a fill", WORDS, |_| stream.fill(black_box(&mut words)));
}

fn counts() {
    for (n, p) in [(4096, 0.17), (4096, 0.01), (700, 0.2)] {
        let mut chance = Uniforms::new(&at(0));
        time(&format!("binomial {n} x {p}, made and inverted"), WORDS, |_| {
            for _ in 0..WORDS {
                black_box(Binomial::new(black_box(n), black_box(p)).quantile(chance.uniform()));
            }
        });
        let binomial = Binomial::new(n, p);
        time(&format!("binomial {n} x {p}, inverted"), WORDS, |_| {
            for _ in 0..WORDS {
                black_box(black_box(&binomial).quantile(chance.uniform()));
            }
        });
        let mut rng = Words(BlockStream::new(&at(0)));
        time(&format!("binomial {n} x {p}, rand_distr, made and drawn"), WORDS, |_| {
            for _ in 0..WORDS {
                let binomial = rand_distr::Binomial::new(black_box(n.into()), black_box(p));
                black_box(binomial.expect("a probability").sample(&mut rng));
            }
        });
    }
    let law = CountLaw::NegativeBinomial { mean: 0.2, shape: 0.8 };
    let mut chain = CountChain::new(law).expect("a law");
    time("chain of a negative binomial, set", 1, |_| chain.set(black_box(law)).expect("a law"));
    let mut at_least = Vec::new();
    time("chain of a negative binomial, a block drawn", 1, |b| {
        chain.draw(4096, &mut Uniforms::new(&at(b)), &mut at_least);
        black_box(&at_least);
    });
}

fn claimants() {
    let mut order = ClaimantOrder::new();
    for (count, heads) in [(0, 4096), (700, 4096), (70, 4096), (170, 1000)] {
        time(&format!("claimant order, {count} of {heads}, a block"), 1, |b| {
            black_box(order.first(&at(b), count, heads));
        });
    }
    let mut rng = Words(BlockStream::new(&at(0)));
    time("claimant order, 700 of 4096, a block, rand::seq::index", 1, |_| {
        black_box(rand::seq::index::sample(&mut rng, 4096, 700));
    });
}

fn amounts() {
    let mut words = [0; WORDS];
    BlockStream::new(&at(0)).fill(&mut words);
    let mut amounts = [0.0; WORDS];
    let textbook = |name: &str, sampler: &dyn Fn(&mut Words) -> f64| {
        let mut rng = Words(BlockStream::new(&at(0)));
        time(name, WORDS, |_| {
            for _ in 0..WORDS {
                black_box(sampler(&mut rng));
            }
        });
    };
    let lognormal = rand_distr::LogNormal::new(8.9, 1.25).expect("a law");
    textbook("lognormal, rand_distr", &|rng| lognormal.sample(rng));
    let gamma = rand_distr::Gamma::new(0.7, 20_000.0).expect("a law");
    textbook("gamma, rand_distr", &|rng| gamma.sample(rng));
    let weibull = rand_distr::Weibull::new(9000.0, 0.6).expect("a law");
    textbook("weibull, rand_distr", &|rng| weibull.sample(rng));
    let pareto = rand_distr::Pareto::new(1e5, 1.8).expect("a law");
    textbook("pareto, rand_distr", &|rng| pareto.sample(rng));
    let choice = rand_distr::Uniform::new(0.0, 1.0).expect("a law");
    textbook("mixture 98:2, rand_distr", &|rng| {
        if choice.sample(rng) < 0.02 { pareto.sample(rng) } else { lognormal.sample(rng) }
    });
    for (name, family) in families() {
        let table = QuantileTable::new(&family);
        let mut stream = BlockStream::new(&at(0));
        time(&format!("{name}, quantile table, words given"), WORDS, |_| {
            table.fill(black_box(&words), black_box(&mut amounts));
        });
        let mut fresh = [0; WORDS];
        time(&format!("{name}, quantile table with its words"), WORDS, |_| {
            stream.fill(&mut fresh);
            table.fill(&fresh, black_box(&mut amounts));
        });
    }
}

fn shares() {
    let table = ShareTable::new(0.3, 20.0).expect("a law");
    let mut stream = BlockStream::new(&at(0));
    let mut words = [0; WORDS / 4];
    time("share table with its words", WORDS, |_| {
        stream.fill(&mut words);
        for &word in &words {
            for bits in quarters(word) {
                black_box(table.millionths(bits));
            }
        }
    });
    let beta = rand_distr::Beta::new(6.0, 14.0).expect("a law");
    let mut rng = Words(BlockStream::new(&at(0)));
    time("share, rand_distr", WORDS, |_| {
        for _ in 0..WORDS {
            black_box(beta.sample(&mut rng));
        }
    });
}

fn tables() {
    for (name, family) in families() {
        time(&format!("{name}, quantile table made"), 1, |_| {
            black_box(QuantileTable::new(&family));
        });
    }
    time("share table made", 1, |_| {
        black_box(ShareTable::new(0.3, 20.0).expect("a law"));
    });
}

fn families() -> Vec<(&'static str, Family)> {
    let body = Law::LogNormal { mu: 8.9, sigma: 1.25 };
    let tail = Law::Pareto { scale: 1e5, shape: 1.8 };
    let splice = Law::Splice {
        body: Box::new(body.clone()),
        threshold: 60_000.0,
        tail_probability: 0.04,
        tail_scale: 40_000.0,
        tail_shape: 0.3,
    };
    let laws = [
        ("lognormal", body.clone()),
        ("gamma", Law::Gamma { shape: 0.7, scale: 20_000.0 }),
        ("mixture", Law::Mixture { parts: vec![(0.98, body), (0.02, tail)] }),
        ("splice", splice),
    ];
    laws.into_iter().map(|(name, law)| (name, Family::new(law).expect("a law"))).collect()
}
