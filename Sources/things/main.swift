print("things")
