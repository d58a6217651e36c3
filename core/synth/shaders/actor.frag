// Skin, hair, shirt, trousers and shoes, told apart by signed distances to their seams.
in vec3 world;
in vec3 world_normal;
in vec3 neutral_place;           // metres in the neutral pose at the reference height
in vec4 inside;                  // metres inside shirt, trousers, shoes, hair
in vec4 on_face;                 // place from the crown, and share of the head
out vec4 colour;
uniform vec3 camera_centre;
uniform vec3 skin_colour, hair_colour, shirt_colour, stripe_colour, trouser_colour, shoe_colour;
uniform float sole_height;
uniform int shirt_pattern;       // 0 stripes, 1 plain, 2 checks, 3 a broad band

vec3 with_face(vec3 skin) {
    vec2 at = vec2(abs(on_face.x), on_face.y);
    if (on_face.w < 0.5 || on_face.z < 0.045) return skin;
    vec3 tint = skin;
    tint *= 1.0 - 0.16 * smoothstep(0.024, 0.010, length((at - vec2(0.031, -0.110)) / vec2(1.0, 0.7)));
    tint = mix(tint, tint * vec3(1.06, 0.86, 0.82), 0.5 * smoothstep(0.024, 0.006, length(at - vec2(0.040, -0.140))));
    vec2 eye = (at - vec2(0.031, -0.111)) / vec2(0.0150, 0.0072);
    float open = 1.0 - smoothstep(0.85, 1.05, dot(eye, eye));
    vec3 ball = vec3(0.80, 0.79, 0.77);
    float iris = length(at - vec2(0.031, -0.111));
    ball = mix(vec3(0.09, 0.06, 0.045), ball, smoothstep(0.0056, 0.0068, iris));
    ball = mix(vec3(0.01), ball, smoothstep(0.0024, 0.0032, iris));
    tint = mix(tint, ball, open);
    float lash = smoothstep(0.0030, 0.0012, abs(at.y + 0.1040 + 8.0 * pow(at.x - 0.031, 2.0)));
    tint = mix(tint, hair_colour * 0.5, 0.8 * lash * (1.0 - smoothstep(0.0135, 0.0165, abs(at.x - 0.031))));
    float brow = smoothstep(0.0050, 0.0030, abs(at.y + 0.0925 + 7.0 * pow(at.x - 0.030, 2.0)));
    tint = mix(tint, hair_colour * 0.8, 0.85 * brow * (1.0 - smoothstep(0.017, 0.021, abs(at.x - 0.031))));
    vec2 nostril = (at - vec2(0.0065, -0.1545)) / vec2(0.0045, 0.0028);
    tint *= 1.0 - 0.55 * (1.0 - smoothstep(0.6, 1.3, dot(nostril, nostril)));
    vec2 lips = (vec2(on_face.x, on_face.y) - vec2(0.0, -0.1750)) / vec2(0.0255, 0.0085);
    tint = mix(tint, skin * vec3(0.92, 0.55, 0.52), 0.85 * (1.0 - smoothstep(0.7, 1.1, dot(lips, lips))));
    float mouth = smoothstep(0.0022, 0.0008, abs(on_face.y + 0.1745)) * (1.0 - smoothstep(0.020, 0.025, at.x));
    return mix(tint, skin * 0.30, 0.75 * mouth);
}

void main() {
    vec3 normal = normalize(world_normal);
    vec3 p = neutral_place;
    vec3 albedo;
    float gloss = 0.03, rough = 24.0, folds = 0.0;
    if (inside.z > 0.0) {
        float band = smoothstep(0.020, 0.017, p.y - sole_height);
        albedo = mix(shoe_colour * (0.85 + 0.3 * noise(p * 90.0)), vec3(0.62), band);
        gloss = 0.08;
    } else if (inside.y > 0.0) {
        float twill = 0.90 + 0.20 * noise(vec3(p.x + p.y, p.y - p.x, p.z) * 260.0);
        float worn = 0.80 + 0.45 * noise(p * vec3(16.0, 8.0, 16.0));
        albedo = trouser_colour * twill * worn;
        if (inside.y < 0.018) albedo *= 0.62;
        folds = 0.30;
    } else if (inside.x > 0.0) {
        float stripe = smoothstep(0.20, 0.24, abs(fract(p.y / 0.075) - 0.5));
        if (shirt_pattern == 1) stripe = 1.0;
        if (shirt_pattern == 2) {
            float across = smoothstep(0.20, 0.24, abs(fract(p.x / 0.075) - 0.5));
            stripe = 0.5 * (stripe + across);
        }
        if (shirt_pattern == 3) stripe = smoothstep(0.060, 0.065, abs(p.y - sole_height - 1.22));
        albedo = mix(stripe_colour, shirt_colour, stripe);
        albedo *= 0.88 + 0.24 * noise(p * 210.0);
        if (inside.x < 0.010) albedo *= 0.72;
        folds = 0.35;
    } else if (inside.w + 0.007 * (noise(on_face.xyz * vec3(240.0, 60.0, 120.0)) - 0.5) > 0.0) {
        albedo = hair_colour * (0.55 + 0.9 * noise(on_face.xyz * vec3(260.0, 40.0, 90.0)));
        gloss = 0.10;
        rough = 12.0;
        folds = 0.2;
    } else {
        albedo = with_face(skin_colour) * (0.95 + 0.10 * noise(p * 120.0));
        gloss = 0.05;
    }
    if (folds > 0.0) {
        vec3 q = p * 22.0;
        float here = noise(q);
        vec3 slope = vec3(noise(q + vec3(0.3, 0, 0)), noise(q + vec3(0, 0.3, 0)), noise(q + vec3(0, 0, 0.3))) - here;
        normal = normalize(normal - folds * slope);
    }
    float facing = dot(normal, sun_direction);
    float lit = max(facing, 0.0) * sun_share(world + normal * 0.012, 0.003);
    vec3 eye = normalize(camera_centre - world);
    vec3 half_way = normalize(eye + sun_direction);
    float edge = 1.0 - max(dot(eye, normal), 0.0);
    float sky = 0.40 + 0.15 * normal.y + 0.06 * edge;
    float shine = gloss * pow(max(dot(normal, half_way), 0.0), rough) * lit;
    vec3 light = albedo * (sky * sky_strength + 0.78 * lit * sun_strength) + shine * sun_strength;
    colour = vec4(shown(light), 1.0);
}
