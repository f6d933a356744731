namespace Engram.ApiContracts.Trainings;

/// <summary>How far a training is, as the trainer last said.</summary>
/// <param name="Epoch">Epoch in progress, from 1; 0 while data is read.</param>
/// <param name="Epochs">Most epochs; 0 while that is not known.</param>
/// <param name="Step">Steps of this epoch done.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far.</param>
/// <param name="Metrics">Validation metrics of the last whole epoch.</param>
public sealed record ReportedProgress(
    int Epoch, int Epochs, int Step, int Steps, double? Loss, IReadOnlyDictionary<string, double> Metrics);
