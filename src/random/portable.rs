//! A number whose mathematics is the `libm` crate's on every machine.
//!
//! `rand_distr` computes with the `Float` trait of its number type. For `f64` that trait calls the platform's
//! library as soon as any crate of the build asks `num-traits` for `std` (two of ours do), and one platform's
//! `ln` differs from another's in the last bit. A distribution over [`Portable`] cannot: its functions are
//! `libm`'s, and the two continuous samplers that `rand_distr` fixes to `f64` draw their tails here. Where an
//! `f64` function is left (the ziggurat's rejections, `Binomial`, `Geometric`) it only decides between values, and
//! its last bit would have to fall between two neighbouring random numbers.

use rand::distr::{Distribution, Open01, OpenClosed01, StandardUniform};
use rand::{Rng, RngExt};
use rand_distr::num_traits::{Float, FloatConst, Num, NumCast, One, ToPrimitive, Zero};
use rand_distr::{Exp1, StandardNormal};
use std::num::{FpCategory, ParseFloatError};
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// A decimal number that `rand_distr` can compute with.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Portable(pub f64);

/// Where the ziggurat of the normal distribution ends and its tail begins (`rand_distr`'s table).
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
/// The same for the exponential distribution.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;

/// Inside the ziggurat a value is a product with a table's entry, exact everywhere. A value of the tail is
/// drawn anew (Marsaglia, "Generating a variable from the tail of the normal distribution", 1964).
impl Distribution<Portable> for StandardNormal {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Portable {
        let inside: f64 = rng.sample(Self);
        if inside.abs() <= NORMAL_TAIL {
            return Portable(inside);
        }
        loop {
            let beyond = -libm::log(rng.sample::<f64, _>(Open01)) / NORMAL_TAIL;
            let height = -libm::log(rng.sample::<f64, _>(Open01));
            if 2.0 * height >= beyond * beyond {
                return Portable((NORMAL_TAIL + beyond).copysign(inside));
            }
        }
    }
}

/// The tail of an exponential distribution is one itself.
impl Distribution<Portable> for Exp1 {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Portable {
        let inside: f64 = rng.sample(Self);
        if inside <= EXPONENTIAL_TAIL {
            return Portable(inside);
        }
        Portable(EXPONENTIAL_TAIL - libm::log(rng.sample::<f64, _>(OpenClosed01)))
    }
}

macro_rules! uniform {
    ($($distribution:ident)*) => { $(
        impl Distribution<Portable> for $distribution {
            #[inline]
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Portable {
                Portable(rng.sample(Self))
            }
        }
    )* };
}

uniform! { StandardUniform Open01 OpenClosed01 }

macro_rules! operators {
    ($($operator:ident $method:ident)*) => { $(
        impl $operator for Portable {
            type Output = Self;
            #[inline]
            fn $method(self, other: Self) -> Self {
                Self($operator::$method(self.0, other.0))
            }
        }
    )* };
}

operators! { Add add Sub sub Mul mul Div div Rem rem }

impl Neg for Portable {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Zero for Portable {
    fn zero() -> Self {
        Self(0.0)
    }

    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Portable {
    fn one() -> Self {
        Self(1.0)
    }
}

impl Num for Portable {
    type FromStrRadixErr = ParseFloatError;

    fn from_str_radix(text: &str, _radix: u32) -> Result<Self, ParseFloatError> {
        text.parse().map(Self)
    }
}

impl ToPrimitive for Portable {
    fn to_i64(&self) -> Option<i64> {
        self.0.to_i64()
    }

    fn to_u64(&self) -> Option<u64> {
        self.0.to_u64()
    }

    fn to_f64(&self) -> Option<f64> {
        Some(self.0)
    }
}

impl NumCast for Portable {
    fn from<T: ToPrimitive>(number: T) -> Option<Self> {
        number.to_f64().map(Self)
    }
}

macro_rules! constants {
    ($($name:ident)*) => {
        impl FloatConst for Portable { $(
            fn $name() -> Self {
                Self(std::f64::consts::$name)
            }
        )* }
    };
}

constants! {
    E FRAC_1_PI FRAC_1_SQRT_2 FRAC_2_PI FRAC_2_SQRT_PI FRAC_PI_2 FRAC_PI_3 FRAC_PI_4 FRAC_PI_6 FRAC_PI_8
    LN_10 LN_2 LOG10_E LOG2_E PI SQRT_2
}

macro_rules! float {
    (
        values { $($value:ident $constant:expr;)* }
        tests { $($test:ident)* }
        exact { $($exact:ident)* }
        libm { $($name:ident $function:ident)* }
        libm2 { $($name2:ident $function2:ident)* }
    ) => {
        impl Float for Portable {
            $( fn $value() -> Self { Self($constant) } )*
            $( #[inline] fn $test(self) -> bool { self.0.$test() } )*
            $( #[inline] fn $exact(self) -> Self { Self(self.0.$exact()) } )*
            $( #[inline] fn $name(self) -> Self { Self(libm::$function(self.0)) } )*
            $( #[inline] fn $name2(self, other: Self) -> Self { Self(libm::$function2(self.0, other.0)) } )*

            fn classify(self) -> FpCategory {
                self.0.classify()
            }

            fn mul_add(self, factor: Self, summand: Self) -> Self {
                Self(libm::fma(self.0, factor.0, summand.0))
            }

            fn powi(self, exponent: i32) -> Self {
                Self(libm::pow(self.0, exponent.into()))
            }

            fn log(self, base: Self) -> Self {
                self.ln() / base.ln()
            }

            fn sin_cos(self) -> (Self, Self) {
                (self.sin(), self.cos())
            }

            fn integer_decode(self) -> (u64, i16, i8) {
                self.0.integer_decode()
            }
        }
    };
}

float! {
    values {
        nan f64::NAN;
        infinity f64::INFINITY;
        neg_infinity f64::NEG_INFINITY;
        neg_zero -0.0;
        min_value f64::MIN;
        min_positive_value f64::MIN_POSITIVE;
        max_value f64::MAX;
    }
    tests { is_nan is_infinite is_finite is_normal is_sign_positive is_sign_negative }
    exact { floor ceil round trunc fract abs signum recip sqrt }
    libm {
        exp exp exp2 exp2 ln log log2 log2 log10 log10 cbrt cbrt sin sin cos cos tan tan asin asin acos acos
        atan atan exp_m1 expm1 ln_1p log1p sinh sinh cosh cosh tanh tanh asinh asinh acosh acosh atanh atanh
    }
    libm2 { powf pow max fmax min fmin abs_sub fdim hypot hypot atan2 atan2 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Key;

    /// The share of draws beyond `from`, and of these the share beyond `steps` more.
    fn beyond<D: Distribution<Portable>>(distribution: D, from: f64, steps: f64) -> (f64, f64) {
        let (mut all, mut tail, mut far) = (0.0, 0.0, 0.0);
        for index in 0..2_000_000 {
            let number = distribution.sample(&mut Key::of(1, "tail").generator(index)).0.abs();
            all += 1.0;
            if number > from {
                tail += 1.0;
            }
            if number > from + steps {
                far += 1.0;
            }
        }
        (tail / all, far / tail)
    }

    #[test]
    fn the_tail_of_the_normal_distribution_has_its_weight_and_its_shape() {
        let weight = |from: f64| libm::erfc(from / std::f64::consts::SQRT_2);
        let (tail, far) = beyond(StandardNormal, NORMAL_TAIL, 0.25);
        assert!((tail / weight(NORMAL_TAIL) - 1.0).abs() < 0.15, "{tail}");
        let expected = weight(NORMAL_TAIL + 0.25) / weight(NORMAL_TAIL);
        assert!((far - expected).abs() < 0.08, "{far} instead of {expected}");
    }

    #[test]
    fn the_tail_of_the_exponential_distribution_has_its_weight_and_its_shape() {
        let (tail, far) = beyond(Exp1, EXPONENTIAL_TAIL, 1.0);
        assert!((tail / libm::exp(-EXPONENTIAL_TAIL) - 1.0).abs() < 0.15, "{tail}");
        assert!((far - libm::exp(-1.0)).abs() < 0.06, "{far}");
    }
}
