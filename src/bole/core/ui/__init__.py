"""The page shell: base templates, components, navigation, form look. Knows no module of the product."""
