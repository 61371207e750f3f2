//! The distribution functions that the draws are held against.

use libm::{erfc, exp, lgamma, log};

pub fn normal(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// The regularised lower incomplete gamma function: a series below the mean, a continued fraction above it
/// (Press and others, "Numerical Recipes", 6.2).
#[expect(clippy::many_single_char_names, reason = "the names of the literature")]
pub fn gamma(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = exp(shape * log(x) - x - lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum, mut step) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-15 {
            step += 1.0;
            term *= x / step;
            sum += term;
        }
        return front * sum;
    }
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut fraction = d;
    for step in 1..10_000 {
        let step = f64::from(step);
        let a = -step * (step - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    1.0 - front * fraction
}

/// The regularised incomplete beta function, by its continued fraction (the same, 6.4).
#[expect(clippy::many_single_char_names, reason = "the names of the literature")]
pub fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1.0 - x));
    let (mut c, mut d) = (1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let mut factor = 1.0;
        for numerator in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / (1.0 + numerator * d);
            c = 1.0 + numerator / c;
            factor = c * d;
            fraction *= factor;
        }
        if (factor - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction / a
}

#[test]
fn the_functions_agree_with_their_tables() {
    let near = |computed: f64, known: f64| assert!((computed - known).abs() < 1e-9, "{computed} {known}");
    near(normal(1.96), 0.975_002_104_851_8);
    near(gamma(1.0, 2.0), 1.0 - exp(-2.0));
    near(gamma(0.5, 0.5), 1.0 - erfc(libm::sqrt(0.5)));
    near(gamma(3.0, 10.0), 1.0 - exp(-10.0) * 61.0);
    near(beta(1.0, 3.0, 0.2), 1.0 - 0.8 * 0.8 * 0.8);
    near(beta(0.5, 0.5, 0.3), 2.0 / std::f64::consts::PI * libm::asin(libm::sqrt(0.3)));
    near(beta(2.0, 5.0, 0.7), 1.0 - beta(5.0, 2.0, 0.3));
}
