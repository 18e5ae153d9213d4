//! Which instructions the kernels use.
use std::sync::atomic::{AtomicU8, Ordering};

/// Persons beside each other in one step of a loop: as many as the widest vectors hold.
pub(crate) const STEP: usize = 8;

/// How wide the vectors of the kernels are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Width {
    /// What every processor of the family has.
    Least = 1,
    /// SSE4.1: 128 bits, with rounding to whole numbers.
    Sse41 = 2,
    /// AVX2: 256 bits.
    Avx2 = 3,
    /// AVX-512 (F, DQ, BW, VL): 512 bits.
    Avx512 = 4,
}

impl Width {
    /// All widths.
    pub const ALL: [Width; 4] = [Width::Least, Width::Sse41, Width::Avx2, Width::Avx512];

    /// The name in a manifest.
    pub const fn key(self) -> &'static str {
        match self {
            Width::Least => "least",
            Width::Sse41 => "sse4.1",
            Width::Avx2 => "avx2",
            Width::Avx512 => "avx512",
        }
    }
}

/// The width in use; 0 before anybody has asked.
static WIDTH: AtomicU8 = AtomicU8::new(0);

/// The width in use: the widest that the processor has, unless [`with_width`] says otherwise.
#[inline]
pub fn width() -> Width {
    match WIDTH.load(Ordering::Relaxed) {
        2 => Width::Sse41,
        3 => Width::Avx2,
        4 => Width::Avx512,
        1 => Width::Least,
        _ => choose(),
    }
}

#[cold]
fn choose() -> Width {
    let width = widest();
    WIDTH.store(width as u8, Ordering::Relaxed);
    width
}

/// The widest that the processor has.
pub fn widest() -> Width {
    #[cfg(target_arch = "x86_64")]
    {
        let wide = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("popcnt");
        if wide {
            return Width::Avx512;
        }
        if is_x86_feature_detected!("avx2") {
            return Width::Avx2;
        }
        if is_x86_feature_detected!("sse4.1") {
            return Width::Sse41;
        }
    }
    Width::Least
}

/// Uses vectors of at most this width from now on, in the whole program; returns what is used. For tests,
/// benches and comparisons: no value depends on it.
pub fn with_width(most: Width) -> Width {
    let width = most.min(widest());
    WIDTH.store(width as u8, Ordering::Relaxed);
    width
}

/// Compiles a loop for every width and chooses among the copies when it is called; for AVX2 and AVX-512
/// what is named instead, if anything is.
macro_rules! kernel {
    ($(#[$meta:meta])* $vis:vis fn $name:ident$(<const $c:ident: $ct:ty>)?($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block $(avx2 by $avx2:path;)? $(avx512 by $avx512:path;)?) => {
        $(#[$meta])*
        #[expect(unsafe_code, reason = "each copy is called only where its instructions are there")]
        $vis fn $name$(<const $c: $ct>)?($($arg: $ty),*) $(-> $ret)? {
            #[inline(always)]
            #[allow(clippy::inline_always, reason = "one body, compiled into each of the copies")]
            fn body$(<const $c: $ct>)?($($arg: $ty),*) $(-> $ret)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "sse4.1")]
                fn sse41$(<const $c: $ct>)?($($arg: $ty),*) $(-> $ret)? { body$(::<$c>)?($($arg),*) }
                #[target_feature(enable = "avx2")]
                fn avx2$(<const $c: $ct>)?($($arg: $ty),*) $(-> $ret)? {
                    $(use $avx2 as body;)?
                    body$(::<$c>)?($($arg),*)
                }
                #[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,popcnt")]
                fn avx512$(<const $c: $ct>)?($($arg: $ty),*) $(-> $ret)? {
                    $(use $avx512 as body;)?
                    body$(::<$c>)?($($arg),*)
                }

                match $crate::width::width() {
                    // SAFETY: `width` is never wider than what the processor was found to have
                    $crate::width::Width::Avx512 => return unsafe { avx512$(::<$c>)?($($arg),*) },
                    // SAFETY: as above
                    $crate::width::Width::Avx2 => return unsafe { avx2$(::<$c>)?($($arg),*) },
                    // SAFETY: as above
                    $crate::width::Width::Sse41 => return unsafe { sse41$(::<$c>)?($($arg),*) },
                    $crate::width::Width::Least => {}
                }
            }
            body$(::<$c>)?($($arg),*)
        }
    };
}
pub(crate) use kernel;
