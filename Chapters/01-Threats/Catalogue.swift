/// All that the book sets out to answer, from the silicon upwards.
public enum Catalogue {
  public static let threats =
    Threat.againstDevices + Threat.againstPeers + Threat.againstChannels
    + Threat.againstNetworks + Threat.againstServices
}
