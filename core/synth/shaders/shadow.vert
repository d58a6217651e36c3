uniform mat4 light_from_world;
in vec3 vertex;

void main() { gl_Position = light_from_world * vec4(vertex, 1.0); }
