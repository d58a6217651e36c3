"""How much of a capture's work is done when each stage begins, for whoever waits.

Measured on two clips with a lens to be searched for, 8 s of 720p and 30 s: keypoints 47 and 53 %
of the seconds, camera 8 and 3, the rig with its lens 26 and 18, contacts 2 and 1, the fit 11 and
22, the origin 5 and 2 (`CaptureResult.stage_seconds`). A stage that is skipped leaves a leap, which
tells nobody too little.
"""

READ, KEYPOINTS, CAMERA, RIG, CONTACTS, FIT, ORIGIN = 0.0, 0.01, 0.52, 0.57, 0.77, 0.78, 0.97
