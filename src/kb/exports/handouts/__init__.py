"""What do facilitators carry into a room: one document or a pack, in one view or two, on paper or as a file?"""
