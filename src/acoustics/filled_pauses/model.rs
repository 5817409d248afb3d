//! The fitted models: logistic regressions whose weights are data (`data/filled_pauses.toml`).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::acoustics::filled_pauses::features::FEATURES;
use crate::data;

/// One for candidates in the gaps of a transcript, one for candidates anywhere.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    pub gated: Model,
    pub free: Model,
}

/// Log-odds of a filled pause: `bias` and, for each named feature, `weight` per `scale` away from `mean`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    bias: f32,
    features: BTreeMap<String, Weight>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weight {
    mean: f32,
    scale: f32,
    weight: f32,
}

impl Models {
    pub fn built_in() -> &'static Models {
        data::built_in!(Models, "filled_pauses.toml")
    }
}

impl Model {
    /// Probability that a candidate with these `features`, in the order of [`FEATURES`], is a filled pause.
    pub fn probability(&self, features: &[f32]) -> f32 {
        let named = FEATURES.iter().zip(features);
        let terms = named.filter_map(|(name, value)| {
            let weight = self.features.get(*name)?;
            Some(weight.weight * (value - weight.mean) / weight.scale)
        });
        1.0 / (1.0 + (-(self.bias + terms.sum::<f32>())).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_names_features_that_exist() {
        let models = Models::built_in();
        for model in [&models.gated, &models.free] {
            assert!(!model.features.is_empty());
            for (name, weight) in &model.features {
                assert!(FEATURES.contains(&name.as_str()), "{name}");
                assert!(weight.scale > 0.0 && weight.weight.is_finite(), "{name}");
            }
        }
    }

    #[test]
    fn the_mean_candidate_has_the_probability_of_the_bias() {
        let model: Model =
            toml::from_str("bias = 0.0\nfeatures.flux = { mean = 3.0, scale = 2.0, weight = -1.0 }").unwrap();
        let with_flux = |flux: f32| {
            let mut features = vec![0.0; FEATURES.len()];
            features[FEATURES.iter().position(|name| *name == "flux").unwrap()] = flux;
            model.probability(&features)
        };
        assert!((with_flux(3.0) - 0.5).abs() < 1e-6);
        assert!(with_flux(1.0) > 0.7 && with_flux(5.0) < 0.3);
    }
}
