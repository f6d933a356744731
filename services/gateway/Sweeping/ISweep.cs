namespace Engram.Gateway.Sweeping;

/// <summary>Looks after work that has waited too long.</summary>
public interface ISweep
{
    /// <summary>Handles what is due now. Several gateways may do so at one time.</summary>
    Task SweepAsync(CancellationToken cancellationToken);
}
