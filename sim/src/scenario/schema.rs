//! The JSON Schema (2020-12) of scenarios, made from the same tables as the checks.
//!
//! Every object has two definitions: the whole one, and one named `*.patch` in which nothing is
//! required and `null` takes a key away. A file that extends another, and the patch of a design or
//! stress, follow the second.

use serde_json::{Map, Value as Json, json};

use super::record::{Definitions, Record, record_schema};

/// Where a field that holds a patch of the whole document refers to.
pub const PATCH_OF_ROOT: &str = "#/$defs/patch-of-root";

/// The schema of a document whose root is `R`.
pub fn schema_of<R: Record>(title: &str) -> Json {
    let mut definitions = Definitions::new();
    record_schema::<R>(&mut definitions);
    let root = definitions.get_mut(R::NAME).and_then(|root| root.get_mut("properties"));
    if let Some(Json::Object(properties)) = root {
        properties.insert("$schema".into(), json!({ "type": "string" }));
        let doc = "The scenario that this one changes: a path beside this file, or a library name.";
        properties.insert("extends".into(), json!({ "type": "string", "description": doc }));
    }
    let patches: Vec<(String, Json)> = definitions
        .iter()
        .map(|(name, definition)| (format!("{name}.patch"), patch_of(definition, &definitions)))
        .collect();
    definitions.extend(patches);
    let patch_of_root = json!({ "$ref": format!("#/$defs/{}.patch", R::NAME) });
    definitions.insert("patch-of-root".into(), patch_of_root);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "if": { "required": ["extends"] },
        "then": { "$ref": format!("#/$defs/{}.patch", R::NAME) },
        "else": { "$ref": format!("#/$defs/{}", R::NAME) },
        "$defs": definitions,
    })
}

/// The same schema where the patches that a document holds are of another document.
pub(super) fn with_patches_of(mut schema: Json, reference: &str) -> Json {
    if let Some(definition) = schema.pointer_mut("/$defs/patch-of-root") {
        *definition = json!({ "$ref": reference });
    }
    schema
}

/// The same schema for a merge patch: nothing required, every key may be `null`.
fn patch_of(schema: &Json, definitions: &Definitions) -> Json {
    let Json::Object(object) = schema else { return schema.clone() };
    let mut patch = Map::new();
    for (key, value) in object {
        match (key.as_str(), value) {
            ("required", _) => {}
            ("$ref", Json::String(name)) => {
                let known = name.strip_prefix("#/$defs/").is_some_and(|name| definitions.contains_key(name));
                let name = if known { format!("{name}.patch") } else { name.clone() };
                patch.insert(key.clone(), Json::from(name));
            }
            // a patch need not repeat the kind, so several variants may fit
            ("oneOf", Json::Array(variants)) => {
                let variants: Vec<Json> = variants.iter().map(|v| patch_of(v, definitions)).collect();
                patch.insert("anyOf".into(), Json::from(variants));
            }
            ("properties", Json::Object(properties)) => {
                let nullable =
                    |(key, value): (&String, &Json)| (key.clone(), nullable(&patch_of(value, definitions)));
                patch.insert(key.clone(), properties.iter().map(nullable).collect::<Map<_, _>>().into());
            }
            ("additionalProperties", Json::Object(_)) => {
                patch.insert(key.clone(), nullable(&patch_of(value, definitions)));
            }
            _ => {
                patch.insert(key.clone(), value.clone());
            }
        }
    }
    Json::Object(patch)
}

fn nullable(schema: &Json) -> Json {
    let description = schema.get("description").cloned();
    let mut either = json!({ "anyOf": [schema, { "type": "null" }] });
    if let (Some(description), Json::Object(either)) = (description, &mut either) {
        either.insert("description".into(), description);
    }
    either
}

/// The schema as the text of a file.
pub fn to_text(schema: &Json) -> String {
    format!("{schema:#}\n")
}
