// One frame: the room that was drawn once, this frame's shadow over it, and the actor in front.
out vec4 colour;
uniform sampler2D sky_lit, sun_lit, place;
uniform sampler2D actor;         // twice the picture's size, alpha 0 where nobody is

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    ivec2 corner = 2 * pixel;
    vec4 front = 0.25 * (
        texelFetch(actor, corner, 0) + texelFetch(actor, corner + ivec2(1, 0), 0) +
        texelFetch(actor, corner + ivec2(0, 1), 0) + texelFetch(actor, corner + ivec2(1, 1), 0));
    if (front.a > 0.999) {
        colour = front;
        return;
    }
    vec3 sky = texelFetch(sky_lit, pixel, 0).rgb;
    vec3 sun = texelFetch(sun_lit, pixel, 0).rgb;
    float share = sun_share(texelFetch(place, pixel, 0).xyz, 0.002);
    vec3 room = shown(sky * sky_strength + sun * sun_strength * share);
    colour = vec4(front.rgb + (1.0 - front.a) * room, 1.0);
}
