namespace Engram.ApiContracts.Trainings;

/// <summary>Progress of a training, as last reported by the trainer.</summary>
/// <param name="Epoch">Epoch in progress, from 1; 0 while data is read.</param>
/// <param name="Epochs">Maximum number of epochs; 0 while not known.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps per epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far.</param>
/// <param name="Metrics">Validation metrics of the last complete epoch.</param>
public sealed record ReportedProgress(
    int Epoch, int Epochs, int Step, int Steps, double? Loss, IReadOnlyDictionary<string, double> Metrics);
