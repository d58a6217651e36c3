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
        vec2 tile = level / 0.6;
        vec2 cell = floor(tile), inside = abs(fract(tile) - 0.5);
        float shade = 0.86 + 0.22 * hash(vec3(cell, 3.0));
        float grain = 0.90 + 0.20 * noise(vec3(level * 14.0, 1.0));
        grain *= 0.94 + 0.12 * noise(vec3(level * 55.0, 5.0));
        float joint = smoothstep(0.482, 0.490, max(inside.x, inside.y));
        colour = mix(tile_colour * shade * grain, tile_colour * 0.42, joint);
    } else if (hit != 0) {
        normal = hit == 2 ? -room_forward : -right;
        float across = hit == 2 ? level.x : level.y;
        float stain = 0.92 + 0.16 * noise(vec3(across * 1.3, above * 1.3, float(hit)));
        float plaster = 0.96 + 0.08 * noise(vec3(across * 30.0, above * 30.0, float(hit)));
        colour = wall_colour * stain * plaster;
        float board = smoothstep(0.105, 0.100, above);
        float panel = step(0.485, abs(fract(across / 1.2) - 0.5));
        colour *= 1.0 - 0.18 * panel;
        colour = mix(colour, vec3(0.62, 0.60, 0.56), board);
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
