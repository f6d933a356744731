namespace Engram.Gateway.Expiry;

/// <summary>Handles work whose deadline has passed.</summary>
public interface IExpiryHandler
{
    /// <summary>Handles what is due now. Several gateways may run this at the same time.</summary>
    Task SweepAsync(CancellationToken cancellationToken);
}
