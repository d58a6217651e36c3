in vec3 vertex;
in vec3 normal;
in vec3 neutral;
in vec4 cloth;
in vec4 face;
out vec3 world;
out vec3 world_normal;
out vec3 neutral_place;
out vec4 inside;
out vec4 on_face;

void main() {
    world = vertex;
    world_normal = normal;
    neutral_place = neutral;
    inside = cloth;
    on_face = face;
    gl_Position = clip_position(vertex);
}
