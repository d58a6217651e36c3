// The room of one frame: what was drawn once, with this frame's shadow laid over it.
out vec4 colour;
uniform sampler2D sky_lit, sun_lit, place;

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec3 sky = texelFetch(sky_lit, pixel, 0).rgb;
    vec3 sun = texelFetch(sun_lit, pixel, 0).rgb;
    colour = vec4(shown(sky + sun * sun_share(texelFetch(place, pixel, 0).xyz, 0.002)), 1.0);
}
