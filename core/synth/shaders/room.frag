// The empty room, ray by ray: a tiled floor, a back wall and a side wall. Drawn once.
in vec2 corner;
layout(location = 0) out vec4 sky_lit;   // colour without the sun, linear
layout(location = 1) out vec4 sun_lit;   // what the sun adds where nothing is in its way
layout(location = 2) out vec4 place;     // world metres
uniform vec3 camera_centre;
uniform float floor_height;
uniform vec3 room_origin;                // on the floor, under the actor's way
uniform vec3 room_forward;               // level, away from the camera
uniform float back_wall;                 // metres from room_origin along room_forward
uniform float side_wall;                 // metres to the right of room_origin
uniform vec3 tile_colour, wall_colour;
uniform float tile_side;                 // metres
uniform int floor_kind;                  // 0 tiles, 1 boards, 2 carpet
uniform int wall_kind;                   // 0 panels, 1 bricks, 2 plaster with pictures

vec3 floor_look(vec2 level) {
    float grain = 0.90 + 0.20 * noise(vec3(level * 14.0, 1.0));
    grain *= 0.94 + 0.12 * noise(vec3(level * 55.0, 5.0));
    if (floor_kind == 2) {
        float pile = 0.80 + 0.40 * noise(vec3(level * 120.0, 9.0));
        float worn = 0.85 + 0.30 * noise(vec3(level * 2.1, 4.0));
        return tile_colour * pile * worn;
    }
    vec2 tile = level / tile_side;
    if (floor_kind == 1) {
        float board = floor(level.x / (0.25 * tile_side));
        tile = vec2(level.x / (0.25 * tile_side), level.y / (2.5 * tile_side) + 0.37 * board);
        grain *= 0.85 + 0.30 * noise(vec3(level.x * 40.0, level.y * 2.5, board));
    }
    vec2 cell = floor(tile), inside = abs(fract(tile) - 0.5);
    float shade = 0.86 + 0.22 * hash(vec3(cell, 3.0));
    if (floor_kind == 1) shade = 0.70 + 0.50 * hash(vec3(cell, 3.0));
    float joint = smoothstep(0.482, 0.490, max(inside.x, inside.y));
    return mix(tile_colour * shade * grain, tile_colour * 0.42, joint);
}

vec3 wall_look(float across, float above, float which) {
    float stain = 0.92 + 0.16 * noise(vec3(across * 1.3, above * 1.3, which));
    float plaster = 0.96 + 0.08 * noise(vec3(across * 30.0, above * 30.0, which));
    vec3 colour = wall_colour * stain * plaster;
    if (wall_kind == 0) {
        colour *= 1.0 - 0.18 * step(0.485, abs(fract(across / 1.2) - 0.5));
    } else if (wall_kind == 1) {
        float row = floor(above / 0.09);
        vec2 brick = vec2(across / 0.26 + 0.5 * mod(row, 2.0), above / 0.09);
        vec2 inside = abs(fract(brick) - 0.5);
        colour *= 0.75 + 0.45 * hash(vec3(floor(brick), which));
        colour = mix(colour, wall_colour * 1.15, step(0.47, inside.x) + step(0.43, inside.y) * step(inside.x, 0.47));
    } else {
        float cell = floor(across / 1.7);
        float tall = 0.35 + 0.45 * hash(vec3(cell, 2.0, which));
        float wide = 0.25 + 0.45 * hash(vec3(cell, 5.0, which));
        vec2 from = vec2(fract(across / 1.7) * 1.7 - 0.85, above - 1.55);
        if (abs(from.x) < wide && abs(from.y) < tall) {
            vec3 tint = vec3(hash(vec3(cell, 7.0, 1.0)), hash(vec3(cell, 7.0, 2.0)), hash(vec3(cell, 7.0, 3.0)));
            vec2 blot = from * (3.0 + 5.0 * hash(vec3(cell, 8.0, 1.0)));
            colour = 0.8 * mix(tint, 1.0 - tint.yzx, smoothstep(0.4, 0.6, noise(vec3(blot, cell))));
            if (abs(from.x) > wide - 0.03 || abs(from.y) > tall - 0.03) colour = vec3(0.06);
        }
    }
    return mix(colour, vec3(0.62, 0.60, 0.56), smoothstep(0.105, 0.100, above));
}

void surface(vec3 ray, out vec3 point, out vec3 normal, out vec3 colour) {
    vec3 right = normalize(cross(room_forward, vec3(0, 1, 0)));
    float reach = 200.0;
    int hit = 0;
    float to_floor = (floor_height - camera_centre.y) / min(ray.y, -1e-5);
    if (ray.y < 0.0 && to_floor < reach) { reach = to_floor; hit = 1; }
    float ahead = dot(ray, room_forward);
    float to_back = (back_wall - dot(camera_centre - room_origin, room_forward)) / max(ahead, 1e-5);
    if (ahead > 0.0 && to_back < reach) { reach = to_back; hit = 2; }
    float aside = dot(ray, right);
    float to_side = (side_wall - dot(camera_centre - room_origin, right)) / max(aside, 1e-5);
    if (aside > 0.0 && to_side < reach) { reach = to_side; hit = 3; }
    point = camera_centre + reach * ray;
    vec2 level = vec2(dot(point - room_origin, right), dot(point - room_origin, room_forward));
    float above = point.y - floor_height;
    if (hit == 1) {
        normal = vec3(0, 1, 0);
        colour = floor_look(level);
    } else if (hit != 0) {
        normal = hit == 2 ? -room_forward : -right;
        float across = hit == 2 ? level.x : level.y;
        colour = wall_look(across, above, float(hit));
        if (hit == 3) colour *= 0.92;
    } else {
        normal = -ray;
        colour = wall_colour;
    }
}

void main() {
    vec2 pixel = gl_FragCoord.xy - 0.5;
    vec3 sky = vec3(0), sun = vec3(0);
    vec3 point, normal, colour;
    const int grid = 4;
    for (int x = 0; x < grid; x++)
        for (int y = 0; y < grid; y++) {
            vec2 at = pixel + (vec2(x, y) + 0.5) / float(grid) - 0.5;
            surface(world_ray(at), point, normal, colour);
            float away = length(point - room_origin);
            float falloff = 1.0 / (1.0 + 0.010 * away * away);
            sky += colour * (0.40 + 0.12 * normal.y) * falloff;
            sun += colour * 0.62 * max(dot(normal, sun_direction), 0.0) * falloff;
        }
    surface(world_ray(pixel), point, normal, colour);
    sky_lit = vec4(sky / float(grid * grid), 1.0);
    sun_lit = vec4(sun / float(grid * grid), 1.0);
    place = vec4(point, 1.0);
}
