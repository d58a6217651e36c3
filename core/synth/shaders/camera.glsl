// A pinhole camera with OpenCV's lens model; row 0 of the picture is row 0 of the buffer.
uniform mat3 camera_turn;        // camera from world
uniform vec3 camera_shift;       // metres
uniform mat3 intrinsics;         // pixels
uniform float distortion[5];     // k1 k2 p1 p2 k3
uniform vec2 picture;            // width, height in pixels

vec2 distorted(vec2 plane) {
    float r2 = dot(plane, plane);
    float radial = 1.0 + r2 * (distortion[0] + r2 * (distortion[1] + r2 * distortion[4]));
    vec2 tangential = vec2(
        2.0 * distortion[2] * plane.x * plane.y + distortion[3] * (r2 + 2.0 * plane.x * plane.x),
        distortion[2] * (r2 + 2.0 * plane.y * plane.y) + 2.0 * distortion[3] * plane.x * plane.y);
    return plane * radial + tangential;
}

vec4 clip_position(vec3 world) {
    vec3 point = camera_turn * world + camera_shift;
    float depth = max(point.z, 1e-4);
    vec2 pixel = (intrinsics * vec3(distorted(point.xy / depth), 1.0)).xy;
    vec2 normalized_pixel = (pixel + 0.5) / picture * 2.0 - 1.0;
    float near = 0.05, far = 200.0;
    float z = (far + near) / (far - near) * point.z - 2.0 * far * near / (far - near);
    return vec4(normalized_pixel * point.z, z, point.z);
}

vec3 world_ray(vec2 pixel) {
    vec2 centred = pixel - intrinsics[2].xy;
    mat2 linear = mat2(intrinsics[0].xy, intrinsics[1].xy);
    vec2 wanted = inverse(linear) * centred;
    vec2 plane = wanted;
    for (int turn = 0; turn < 20; turn++) plane = wanted - (distorted(plane) - plane);
    return normalize(transpose(camera_turn) * vec3(plane, 1.0));
}
