// One sun with a shadow map, and light from the sky above and the floor below.
uniform mat4 light_from_world;
uniform vec3 sun_direction;      // from a surface to the sun
uniform sampler2DShadow shadow_map;
uniform float sun_strength, sky_strength;   // 1 is the sample clip's light

float sun_share(vec3 world, float bias) {
    vec3 place = (light_from_world * vec4(world, 1.0)).xyz * 0.5 + 0.5;
    if (any(lessThan(place, vec3(0.002))) || any(greaterThan(place, vec3(0.998)))) return 1.0;
    float lit = 0.0;
    float texel = 1.4 / float(textureSize(shadow_map, 0).x);
    for (int x = -1; x <= 1; x++)
        for (int y = -1; y <= 1; y++)
            lit += texture(shadow_map, vec3(place.xy + vec2(x, y) * texel, place.z - bias));
    return lit / 9.0;
}

float hash(vec3 p) {
    p = fract(p * vec3(0.1031, 0.1030, 0.0973));
    p += dot(p, p.yxz + 33.33);
    return fract((p.x + p.y) * p.z);
}

float noise(vec3 p) {
    vec3 cell = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(
        mix(mix(hash(cell), hash(cell + vec3(1, 0, 0)), f.x),
            mix(hash(cell + vec3(0, 1, 0)), hash(cell + vec3(1, 1, 0)), f.x), f.y),
        mix(mix(hash(cell + vec3(0, 0, 1)), hash(cell + vec3(1, 0, 1)), f.x),
            mix(hash(cell + vec3(0, 1, 1)), hash(cell + vec3(1, 1, 1)), f.x), f.y),
        f.z);
}

vec3 shown(vec3 linear) { return pow(clamp(linear, 0.0, 1.0), vec3(1.0 / 2.2)); }
