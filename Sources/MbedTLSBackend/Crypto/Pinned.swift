/// A structure of mbedTLS at an address that never changes; freeing it also wipes it.
struct Pinned<Structure>: ~Copyable {
  let pointer: UnsafeMutablePointer<Structure>
  private let free: (UnsafeMutablePointer<Structure>?) -> Void

  init(
    _ initialize: (UnsafeMutablePointer<Structure>?) -> Void,
    _ free: @escaping (UnsafeMutablePointer<Structure>?) -> Void
  ) {
    pointer = .allocate(capacity: 1)
    self.free = free
    initialize(pointer)
  }

  deinit {
    free(pointer)
    pointer.deallocate()
  }
}
