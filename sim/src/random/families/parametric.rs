//! Families with a few parameters and closed forms (Klugman, Panjer, Willmot, Loss Models, app. A).

use super::super::special::{
    gamma, incomplete_beta, incomplete_gamma, incomplete_gamma_inverse, normal_cdf, normal_quantile,
};
use super::{Distribution, FamilyError, finite, positive};

/// `ln sqrt(2 pi)`.
const LN_ROOT_TAU: f64 = 0.918_938_533_204_672_7;

pub(super) struct LogNormal {
    mu: f64,
    sigma: f64,
}

impl LogNormal {
    pub(super) fn new(mu: f64, sigma: f64) -> Result<LogNormal, FamilyError> {
        Ok(LogNormal { mu: finite("mu", mu)?, sigma: positive("sigma", sigma)? })
    }

    fn z(&self, x: f64) -> f64 {
        (libm::log(x) - self.mu) / self.sigma
    }
}

impl Distribution for LogNormal {
    fn cdf(&self, x: f64) -> f64 {
        normal_cdf(self.z(x))
    }
    fn survival(&self, x: f64) -> f64 {
        normal_cdf(-self.z(x))
    }
    fn quantile(&self, v: f64) -> f64 {
        libm::exp(self.mu - self.sigma * normal_quantile(v))
    }
    fn range(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn mean(&self) -> f64 {
        libm::exp(self.mu + 0.5 * self.sigma * self.sigma)
    }
    fn limited_mean(&self, d: f64) -> f64 {
        self.mean() * normal_cdf(self.z(d) - self.sigma) + d * self.survival(d)
    }
    fn ln_density(&self, x: f64) -> f64 {
        let z = self.z(x);
        -0.5 * z * z - libm::log(self.sigma * x) - LN_ROOT_TAU
    }
}

pub(super) struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    pub(super) fn new(shape: f64, scale: f64) -> Result<Gamma, FamilyError> {
        Ok(Gamma { shape: positive("shape", shape)?, scale: positive("scale", scale)? })
    }
}

impl Distribution for Gamma {
    fn cdf(&self, x: f64) -> f64 {
        incomplete_gamma(self.shape, x / self.scale).below
    }
    fn survival(&self, x: f64) -> f64 {
        incomplete_gamma(self.shape, x / self.scale).above
    }
    fn quantile(&self, v: f64) -> f64 {
        self.scale * incomplete_gamma_inverse(self.shape, v)
    }
    fn range(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn mean(&self) -> f64 {
        self.shape * self.scale
    }
    fn limited_mean(&self, d: f64) -> f64 {
        self.mean() * incomplete_gamma(self.shape + 1.0, d / self.scale).below + d * self.survival(d)
    }
    fn ln_density(&self, x: f64) -> f64 {
        let y = x / self.scale;
        self.shape * libm::log(y) - y - libm::lgamma(self.shape) - libm::log(x)
    }
}

pub(super) struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    pub(super) fn new(shape: f64, scale: f64) -> Result<Weibull, FamilyError> {
        Ok(Weibull { shape: positive("shape", shape)?, scale: positive("scale", scale)? })
    }

    fn hazard(&self, x: f64) -> f64 {
        libm::pow(x / self.scale, self.shape)
    }
}

impl Distribution for Weibull {
    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-self.hazard(x))
    }
    fn survival(&self, x: f64) -> f64 {
        libm::exp(-self.hazard(x))
    }
    fn quantile(&self, v: f64) -> f64 {
        // near 1 the logarithm of v would lose the digits of 1 - v, which is exact
        let hazard = if v > 0.5 { -libm::log1p(v - 1.0) } else { -libm::log(v) };
        self.scale * libm::pow(hazard, 1.0 / self.shape)
    }
    fn range(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn mean(&self) -> f64 {
        self.scale * gamma(1.0 + 1.0 / self.shape)
    }
    fn limited_mean(&self, d: f64) -> f64 {
        self.mean() * incomplete_gamma(1.0 + 1.0 / self.shape, self.hazard(d)).below + d * self.survival(d)
    }
    fn ln_density(&self, x: f64) -> f64 {
        let ln_hazard = self.shape * libm::log(x / self.scale);
        libm::log(self.shape / x) + ln_hazard - libm::exp(ln_hazard)
    }
}

pub(super) struct BurrXii {
    c: f64,
    k: f64,
    scale: f64,
    mean: f64,
}

impl BurrXii {
    pub(super) fn new(c: f64, k: f64, scale: f64) -> Result<BurrXii, FamilyError> {
        let (c, k, scale) = (positive("c", c)?, positive("k", k)?, positive("scale", scale)?);
        if c * k <= 1.0 {
            return Err(FamilyError::NoMean);
        }
        // scale Gamma(1 + 1/c) Gamma(k - 1/c) / Gamma(k)
        let ratio = libm::exp(libm::lgamma(k - 1.0 / c) - libm::lgamma(k));
        Ok(BurrXii { c, k, scale, mean: scale * gamma(1.0 + 1.0 / c) * ratio })
    }

    fn power(&self, x: f64) -> f64 {
        libm::pow(x / self.scale, self.c)
    }
}

impl Distribution for BurrXii {
    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-self.k * libm::log1p(self.power(x)))
    }
    fn survival(&self, x: f64) -> f64 {
        libm::exp(-self.k * libm::log1p(self.power(x)))
    }
    fn quantile(&self, v: f64) -> f64 {
        let log = if v > 0.5 { libm::log1p(v - 1.0) } else { libm::log(v) };
        self.scale * libm::pow(libm::expm1(-log / self.k), 1.0 / self.c)
    }
    fn range(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
    fn mean(&self) -> f64 {
        self.mean
    }
    fn limited_mean(&self, d: f64) -> f64 {
        let above = 1.0 / (1.0 + self.power(d));
        let below = incomplete_beta(1.0 + 1.0 / self.c, self.k - 1.0 / self.c, 1.0 - above, above).below;
        self.mean * below + d * self.survival(d)
    }
    fn ln_density(&self, x: f64) -> f64 {
        let ln_power = self.c * libm::log(x / self.scale);
        libm::log(self.c * self.k / x) + ln_power - (self.k + 1.0) * libm::log1p(libm::exp(ln_power))
    }
}

pub(super) struct GeneralisedPareto {
    pub(super) threshold: f64,
    scale: f64,
    shape: f64,
}

impl GeneralisedPareto {
    pub(super) fn new(threshold: f64, scale: f64, shape: f64) -> Result<GeneralisedPareto, FamilyError> {
        if !(threshold >= 0.0 && threshold.is_finite()) {
            let range = "[0, infinity)";
            return Err(FamilyError::Parameter { parameter: "threshold", value: threshold, range });
        }
        let scale = positive("scale", scale)?;
        if shape >= 1.0 {
            return Err(FamilyError::NoMean);
        }
        if shape <= -1.0 || shape.is_nan() {
            return Err(FamilyError::Parameter { parameter: "shape", value: shape, range: "(-1, 1)" });
        }
        Ok(GeneralisedPareto { threshold, scale, shape })
    }

    /// `-ln P(X > x)` above the threshold: `ln(1 + shape y) / shape`, and `y` at shape 0.
    fn hazard(&self, x: f64) -> f64 {
        let y = (x - self.threshold) / self.scale;
        if y <= 0.0 {
            0.0
        } else if self.shape == 0.0 {
            y
        } else if self.shape * y <= -1.0 {
            f64::INFINITY
        } else {
            libm::log1p(self.shape * y) / self.shape
        }
    }
}

impl Distribution for GeneralisedPareto {
    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-self.hazard(x))
    }
    fn survival(&self, x: f64) -> f64 {
        libm::exp(-self.hazard(x))
    }
    fn quantile(&self, v: f64) -> f64 {
        let hazard = if v > 0.5 { -libm::log1p(v - 1.0) } else { -libm::log(v) };
        let y = if self.shape == 0.0 { hazard } else { libm::expm1(self.shape * hazard) / self.shape };
        self.threshold + self.scale * y
    }
    fn range(&self) -> (f64, f64) {
        let high = if self.shape < 0.0 { self.threshold - self.scale / self.shape } else { f64::INFINITY };
        (self.threshold, high)
    }
    fn mean(&self) -> f64 {
        self.threshold + self.scale / (1.0 - self.shape)
    }
    fn limited_mean(&self, d: f64) -> f64 {
        if d <= self.threshold {
            return d;
        }
        // the integral of exp(-hazard) is (1 - exp(-(1 - shape) hazard)) scale / (1 - shape)
        let rest = 1.0 - self.shape;
        self.threshold - libm::expm1(-rest * self.hazard(d)) * self.scale / rest
    }
    fn ln_density(&self, x: f64) -> f64 {
        if x < self.threshold {
            return f64::NEG_INFINITY;
        }
        // the density is S^(1 + shape) / scale
        -(1.0 + self.shape) * self.hazard(x) - libm::log(self.scale)
    }
}

pub(super) struct Pareto {
    scale: f64,
    shape: f64,
}

impl Pareto {
    pub(super) fn new(scale: f64, shape: f64) -> Result<Pareto, FamilyError> {
        let (scale, shape) = (positive("scale", scale)?, positive("shape", shape)?);
        if shape > 1.0 { Ok(Pareto { scale, shape }) } else { Err(FamilyError::NoMean) }
    }
}

impl Distribution for Pareto {
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.scale { 0.0 } else { -libm::expm1(self.shape * libm::log(self.scale / x)) }
    }
    fn survival(&self, x: f64) -> f64 {
        if x <= self.scale { 1.0 } else { libm::pow(self.scale / x, self.shape) }
    }
    fn quantile(&self, v: f64) -> f64 {
        self.scale * libm::pow(v, -1.0 / self.shape)
    }
    fn range(&self) -> (f64, f64) {
        (self.scale, f64::INFINITY)
    }
    fn mean(&self) -> f64 {
        self.scale * self.shape / (self.shape - 1.0)
    }
    fn limited_mean(&self, d: f64) -> f64 {
        if d <= self.scale {
            return d;
        }
        // scale + integral of (scale/x)^shape from scale to d
        let beyond = self.scale / (self.shape - 1.0);
        self.scale - beyond * libm::expm1((self.shape - 1.0) * libm::log(self.scale / d))
    }
    fn ln_density(&self, x: f64) -> f64 {
        if x < self.scale {
            return f64::NEG_INFINITY;
        }
        libm::log(self.shape / x) + self.shape * libm::log(self.scale / x)
    }
}
