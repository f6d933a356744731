using Engram.Gateway.Pictures;

namespace Engram.Gateway.Trainings;

/// <summary>A file that came with a request.</summary>
public sealed record UploadedFile(string Name, PictureContent Content);
