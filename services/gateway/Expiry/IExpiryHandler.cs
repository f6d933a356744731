namespace Engram.Gateway.Expiry;

/// <summary>Looks after work that has waited too long.</summary>
public interface IExpiryHandler
{
    /// <summary>Handles what is due now. Several gateways may do so at one time.</summary>
    Task SweepAsync(CancellationToken cancellationToken);
}
